# sap_generate_layouts(OUTPUT): the tables idoc/layouts.tsv and idoc/catalogue.tsv as C++ initialisers.
function(sap_generate_layouts output)
  set(layouts ${CMAKE_CURRENT_SOURCE_DIR}/idoc/layouts.tsv)
  set(catalogue ${CMAKE_CURRENT_SOURCE_DIR}/idoc/catalogue.tsv)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${layouts} ${catalogue})

  set(fields "")
  file(STRINGS ${layouts} lines REGEX "^[A-Z]")
  foreach(line ${lines})
    string(REPLACE "\t" ";" cells ${line})
    list(GET cells 0 segment)
    list(GET cells 1 field)
    list(GET cells 2 first)
    list(GET cells 3 length)
    list(GET cells 4 source)
    set(listed true)
    if(source STREQUAL "seen")
      set(listed false)
    endif()
    if(first STREQUAL "-")
      set(first 0)
    endif()
    if(length STREQUAL "-")
      set(length 0)
    endif()
    string(APPEND fields "    {\"${segment}\", \"${field}\", ${first}, ${length}, ${listed}},\n")
  endforeach()

  set(places "")
  file(STRINGS ${catalogue} lines REGEX "^[a-z]")
  foreach(line ${lines})
    string(REPLACE "\t" ";" cells ${line})
    list(GET cells 0 family)
    list(GET cells 1 segment)
    list(GET cells 2 parent)
    if(parent STREQUAL "-")
      set(parent "")
    endif()
    string(APPEND places "    {Family::${family}, \"${segment}\", \"${parent}\"},\n")
  endforeach()

  file(CONFIGURE OUTPUT ${output} @ONLY CONTENT "// Made from idoc/layouts.tsv and idoc/catalogue.tsv.
inline constexpr Layout kLayouts[] = {
@fields@};
inline constexpr Position kPositions[] = {
@places@};
")
endfunction()
