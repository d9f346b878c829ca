# SPDX-License-Identifier: Apache-2.0
#
# netkeel::yaml, netkeel::netlink, netkeel::log and netkeel::sqlite. Dynamic linking is most of what a short run
# costs, so archives are taken where the distribution has them; sanitizers want the shared ones.
find_package(PkgConfig REQUIRED)
find_package(yaml-cpp REQUIRED)
find_package(spdlog REQUIRED)
find_package(SQLite3 REQUIRED)
pkg_check_modules(LIBNL REQUIRED IMPORTED_TARGET libnl-3.0 libnl-genl-3.0)
find_library(YAML_CPP_ARCHIVE libyaml-cpp.a)
find_library(LIBNL_ARCHIVE libnl-3.a)
find_library(LIBNL_GENL_ARCHIVE libnl-genl-3.a)
find_library(SQLITE_ARCHIVE libsqlite3.a)

add_library(netkeel_yaml INTERFACE)
add_library(netkeel::yaml ALIAS netkeel_yaml)
add_library(netkeel_netlink INTERFACE)
add_library(netkeel::netlink ALIAS netkeel_netlink)
add_library(netkeel_log INTERFACE)
add_library(netkeel::log ALIAS netkeel_log)
add_library(netkeel_sqlite INTERFACE)
add_library(netkeel::sqlite ALIAS netkeel_sqlite)

if(NETKEEL_STATIC AND NOT NETKEEL_SANITIZE)
  add_link_options(-static-libstdc++ -static-libgcc)
  # There is no archive of spdlog or fmt: their headers hold everything.
  target_compile_definitions(netkeel_log INTERFACE SPDLOG_FMT_EXTERNAL FMT_HEADER_ONLY)
else()
  target_link_libraries(netkeel_log INTERFACE spdlog::spdlog)
endif()

if(NETKEEL_STATIC AND NOT NETKEEL_SANITIZE AND YAML_CPP_ARCHIVE)
  target_link_libraries(netkeel_yaml INTERFACE ${YAML_CPP_ARCHIVE})
else()
  target_link_libraries(netkeel_yaml INTERFACE yaml-cpp)
endif()

if(NETKEEL_STATIC AND NOT NETKEEL_SANITIZE AND LIBNL_ARCHIVE AND LIBNL_GENL_ARCHIVE)
  target_include_directories(netkeel_netlink SYSTEM INTERFACE ${LIBNL_INCLUDE_DIRS})
  target_link_libraries(netkeel_netlink INTERFACE ${LIBNL_GENL_ARCHIVE} ${LIBNL_ARCHIVE})
else()
  target_link_libraries(netkeel_netlink INTERFACE PkgConfig::LIBNL)
endif()

if(NETKEEL_STATIC AND NOT NETKEEL_SANITIZE AND SQLITE_ARCHIVE)
  target_include_directories(netkeel_sqlite SYSTEM INTERFACE ${SQLite3_INCLUDE_DIRS})
  target_link_libraries(netkeel_sqlite INTERFACE ${SQLITE_ARCHIVE} m ${CMAKE_DL_LIBS})
else()
  target_link_libraries(netkeel_sqlite INTERFACE SQLite::SQLite3)
endif()
