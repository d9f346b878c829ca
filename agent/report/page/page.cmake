# SPDX-License-Identifier: Apache-2.0
#
# One page of the files here and of dygraphs, cut where its data goes. Its policy allows this script
# and this style and nothing else, by their hashes.
set(NETKEEL_DYGRAPHS "/usr/share/javascript/dygraphs" CACHE PATH
    "The folder of dygraph.min.js and dygraph.min.css (libjs-dygraphs), which draw the charts of reports")
option(NETKEEL_CHARTS "Reports with charts: needs dygraphs" ON)
set(page_folder ${CMAKE_CURRENT_LIST_DIR})

# Without the line that would have a browser look for a source map.
function(read_part file result)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${file})
  file(READ ${file} text)
  string(REGEX REPLACE "\n?(//|/\\*)# sourceMappingURL=[^\n]*\n?" "" text "${text}")
  set(${result} "${text}" PARENT_SCOPE)
endfunction()

# 'sha256-...' of a text, as a content security policy has it.
function(policy_hash text result)
  string(SHA256 hex "${text}")
  set(alphabet "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
  set(base64 "")
  foreach(place RANGE 0 60 6)
    string(SUBSTRING "${hex}00" ${place} 6 digits)
    foreach(shift 18 12 6 0)
      math(EXPR index "(0x${digits} >> ${shift}) & 63")
      string(SUBSTRING ${alphabet} ${index} 1 letter)
      string(APPEND base64 ${letter})
    endforeach()
  endforeach()
  string(SUBSTRING ${base64} 0 43 base64)
  set(${result} "'sha256-${base64}='" PARENT_SCOPE)
endfunction()

set(page_script "")
set(page_style "")
if(NETKEEL_CHARTS)
  if(NOT EXISTS ${NETKEEL_DYGRAPHS}/dygraph.min.js)
    message(FATAL_ERROR "no dygraph.min.js in ${NETKEEL_DYGRAPHS}: install libjs-dygraphs, or name "
                        "its folder with -DNETKEEL_DYGRAPHS=DIR, or build reports without charts "
                        "with -DNETKEEL_CHARTS=OFF")
  endif()
  read_part(${NETKEEL_DYGRAPHS}/dygraph.min.css page_style)
  read_part(${NETKEEL_DYGRAPHS}/dygraph.min.js page_script)
endif()
read_part(${page_folder}/page.css own_style)
string(APPEND page_style "\n${own_style}")
foreach(part text.js charts.js heat.js page.js)
  read_part(${page_folder}/${part} own_script)
  string(APPEND page_script "\n${own_script}")
endforeach()
policy_hash("${page_script}" page_script_hash)
policy_hash("${page_style}" page_style_hash)

set(page_data "%%data%%")
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${page_folder}/page.html)
configure_file(${page_folder}/page.html ${CMAKE_CURRENT_BINARY_DIR}/page.html @ONLY)
file(READ ${CMAKE_CURRENT_BINARY_DIR}/page.html page_whole)
string(FIND "${page_whole}" "${page_data}" page_cut)
string(SUBSTRING "${page_whole}" 0 ${page_cut} page_head)
string(LENGTH "${page_data}" page_gap)
math(EXPR page_cut "${page_cut} + ${page_gap}")
string(SUBSTRING "${page_whole}" ${page_cut} -1 page_tail)
configure_file(${page_folder}/page_parts.cc.in page_parts.cc @ONLY)
# ISO C++ asks for 64 KiB at the least; every compiler takes more.
set_source_files_properties(${CMAKE_CURRENT_BINARY_DIR}/page_parts.cc PROPERTIES
                            COMPILE_OPTIONS -Wno-overlength-strings)
