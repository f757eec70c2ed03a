# saldo_add_plugin(NAME MANIFEST plugin.yaml SOURCES … [LIBRARIES …] [OUTPUT_DIR dir])
#
# Builds NAME.so with exactly one exported symbol and lays it out with its manifest as
# OUTPUT_DIR/NAME/{NAME.so,plugin.yaml}. Also makes NAME_static, the same code for unit tests and
# fuzzers, whose entry is called NAME_entry.
include_guard(GLOBAL)
set(SALDO_PLUGIN_CMAKE_DIR ${CMAKE_CURRENT_LIST_DIR})

function(saldo_add_plugin name)
  cmake_parse_arguments(ARG "" "MANIFEST;OUTPUT_DIR" "SOURCES;LIBRARIES" ${ARGN})
  if(NOT ARG_MANIFEST OR NOT ARG_SOURCES)
    message(FATAL_ERROR "saldo_add_plugin(${name}): MANIFEST and SOURCES are needed")
  endif()
  if(NOT ARG_OUTPUT_DIR)
    set(ARG_OUTPUT_DIR ${CMAKE_BINARY_DIR}/lib/saldo/plugins)
  endif()
  set(folder ${ARG_OUTPUT_DIR}/${name})
  set(exports ${SALDO_PLUGIN_CMAKE_DIR}/plugin.version)

  add_library(${name} MODULE ${ARG_SOURCES})
  set_target_properties(${name} PROPERTIES
    PREFIX "" SUFFIX ".so" LIBRARY_OUTPUT_DIRECTORY ${folder}
    CXX_VISIBILITY_PRESET hidden C_VISIBILITY_PRESET hidden VISIBILITY_INLINES_HIDDEN ON
    LINK_DEPENDS ${exports})
  target_compile_features(${name} PRIVATE cxx_std_20)
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    target_compile_options(${name} PRIVATE $<$<COMPILE_LANGUAGE:CXX>:-fno-gnu-unique>)
  endif()
  target_link_options(${name} PRIVATE -Wl,--version-script=${exports} -Wl,-z,now -Wl,-z,relro)
  if(NOT SALDO_SANITIZE)
    target_link_options(${name} PRIVATE -Wl,-z,defs)
  endif()
  target_link_libraries(${name} PRIVATE saldo_sdk ${ARG_LIBRARIES})
  configure_file(${ARG_MANIFEST} ${folder}/plugin.yaml COPYONLY)

  add_library(${name}_static STATIC EXCLUDE_FROM_ALL ${ARG_SOURCES})
  target_compile_features(${name}_static PUBLIC cxx_std_20)
  target_compile_definitions(${name}_static PRIVATE SALDO_ENTRY_NAME=${name}_entry)
  target_include_directories(${name}_static PUBLIC ${CMAKE_CURRENT_SOURCE_DIR})
  target_link_libraries(${name}_static PUBLIC saldo_sdk ${ARG_LIBRARIES})
endfunction()
