# saldo_add_plugin(NAME MANIFEST plugin.yaml [ENTRY file] SOURCES … [LIBRARIES …] [OUTPUT_DIR dir])
#
# Builds NAME.so with exactly one exported symbol and lays it out with its manifest as
# OUTPUT_DIR/NAME/{NAME.so,plugin.yaml}, which is what `plugins: { path: [OUTPUT_DIR] }` finds.
# OUTPUT_DIR is ${CMAKE_BINARY_DIR}/plugins by default. Also makes NAME_static, the same code for
# unit tests and fuzzers, whose entry is called NAME_entry.
#
# ENTRY is the source with SALDO_PLUGIN(…) in it. Where it is named, only that one is compiled for
# each of the two; all other SOURCES are compiled once, as NAME_objects.
#
# saldo_install_plugin(NAME): `cmake --install` puts that folder into lib/saldo/plugins.
include_guard(GLOBAL)

function(saldo_add_plugin name)
  cmake_parse_arguments(ARG "" "MANIFEST;OUTPUT_DIR;ENTRY" "SOURCES;LIBRARIES" ${ARGN})
  if(NOT ARG_MANIFEST OR NOT ARG_SOURCES)
    message(FATAL_ERROR "saldo_add_plugin(${name}): MANIFEST and SOURCES are needed")
  endif()
  if(ARG_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "saldo_add_plugin(${name}): unknown arguments ${ARG_UNPARSED_ARGUMENTS}")
  endif()
  if(ARG_OUTPUT_DIR)
    set(folder ${ARG_OUTPUT_DIR}/${name})
  elseif(SALDO_PLUGIN_OUTPUT_DIR)
    set(folder ${SALDO_PLUGIN_OUTPUT_DIR}/${name})
  else()
    set(folder ${CMAKE_BINARY_DIR}/plugins/${name})
  endif()
  set(exports ${CMAKE_CURRENT_FUNCTION_LIST_DIR}/plugin.version)

  if(ARG_ENTRY)
    add_library(${name}_objects OBJECT ${ARG_SOURCES})
    saldo_compile_as_plugin(${name}_objects)
    target_include_directories(${name}_objects PUBLIC ${CMAKE_CURRENT_SOURCE_DIR})
    target_link_libraries(${name}_objects PUBLIC SaldoSDK::saldo_sdk ${ARG_LIBRARIES})
    set(ARG_SOURCES ${ARG_ENTRY} $<TARGET_OBJECTS:${name}_objects>)
  endif()

  add_library(${name} MODULE ${ARG_SOURCES})
  saldo_compile_as_plugin(${name})
  set_target_properties(${name} PROPERTIES
    PREFIX "" SUFFIX ".so" LIBRARY_OUTPUT_DIRECTORY ${folder}
    LINK_DEPENDS ${exports} SALDO_PLUGIN_FOLDER ${folder})
  target_include_directories(${name} PRIVATE ${CMAKE_CURRENT_SOURCE_DIR})
  target_link_options(${name} PRIVATE -Wl,--version-script=${exports} -Wl,-z,now -Wl,-z,relro)
  if(NOT SALDO_SANITIZE)
    target_link_options(${name} PRIVATE -Wl,-z,defs)
  endif()
  target_link_libraries(${name} PRIVATE SaldoSDK::saldo_sdk ${ARG_LIBRARIES})
  configure_file(${ARG_MANIFEST} ${folder}/plugin.yaml COPYONLY)

  add_library(${name}_static STATIC EXCLUDE_FROM_ALL ${ARG_SOURCES})
  target_compile_features(${name}_static PUBLIC cxx_std_20)
  target_compile_definitions(${name}_static PRIVATE SALDO_ENTRY_NAME=${name}_entry)
  target_include_directories(${name}_static PUBLIC ${CMAKE_CURRENT_SOURCE_DIR})
  target_link_libraries(${name}_static PUBLIC SaldoSDK::saldo_sdk ${ARG_LIBRARIES})
endfunction()

function(saldo_compile_as_plugin target)
  set_target_properties(${target} PROPERTIES
    POSITION_INDEPENDENT_CODE ON
    CXX_VISIBILITY_PRESET hidden C_VISIBILITY_PRESET hidden VISIBILITY_INLINES_HIDDEN ON)
  target_compile_features(${target} PUBLIC cxx_std_20)
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # Unique symbols would bind across plugins, whatever their visibility.
    target_compile_options(${target} PRIVATE $<$<COMPILE_LANGUAGE:CXX>:-fno-gnu-unique>)
  endif()
endfunction()

function(saldo_install_plugin name)
  get_target_property(folder ${name} SALDO_PLUGIN_FOLDER)
  install(TARGETS ${name} LIBRARY DESTINATION lib/saldo/plugins/${name} COMPONENT plugins)
  install(FILES ${folder}/plugin.yaml DESTINATION lib/saldo/plugins/${name} COMPONENT plugins)
endfunction()
