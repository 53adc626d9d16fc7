# Debian packages: `cmake --preset release && cmake --build --preset release --target package`.
# shangji for townships, operators and analysts; shangjid for the city's server; shangji-common,
# the Chinese messages that both need.
find_program(HELP2MAN help2man)
if(HELP2MAN AND NOT SHANGJI_TESTS)
  set(stamp ${CMAKE_BINARY_DIR}/man/stamp)
  add_custom_command(OUTPUT ${stamp}
    COMMAND ${CMAKE_SOURCE_DIR}/deploy/man.sh ${CMAKE_BINARY_DIR}/bin ${CMAKE_BINARY_DIR}/man
    COMMAND ${CMAKE_COMMAND} -E touch ${stamp}
    DEPENDS shangji shangjid translations ${CMAKE_SOURCE_DIR}/deploy/man.sh
    COMMENT "manual pages")
  add_custom_target(man ALL DEPENDS ${stamp})
  foreach(language . zh_CN)
    install(DIRECTORY ${CMAKE_BINARY_DIR}/man/${language}/man1
            DESTINATION ${CMAKE_INSTALL_MANDIR}/${language} COMPONENT client)
    install(DIRECTORY ${CMAKE_BINARY_DIR}/man/${language}/man8
            DESTINATION ${CMAKE_INSTALL_MANDIR}/${language} COMPONENT server)
  endforeach()
endif()
install(FILES ${CMAKE_SOURCE_DIR}/deploy/completion/shangji.bash
        DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions
        RENAME shangji COMPONENT client)
install(FILES ${CMAKE_SOURCE_DIR}/deploy/completion/shangji.bash
        DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions
        RENAME shangjid COMPONENT server)
install(FILES ${CMAKE_SOURCE_DIR}/deploy/systemd/shangjid@.service
        DESTINATION lib/systemd/system COMPONENT server)
install(FILES ${CMAKE_SOURCE_DIR}/deploy/systemd/shangji.sysusers
        DESTINATION lib/sysusers.d RENAME shangji.conf COMPONENT server)
install(FILES ${CMAKE_SOURCE_DIR}/docs/operation.md ${CMAKE_SOURCE_DIR}/docs/operator.md
        DESTINATION ${CMAKE_INSTALL_DOCDIR}d COMPONENT server)

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_CONTACT "Shangji")
set(CPACK_PACKAGE_VENDOR "Shangji")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_COMPONENTS_ALL client server common)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_SECTION misc)
set(CPACK_DEBIAN_CLIENT_PACKAGE_NAME shangji)
set(CPACK_DEBIAN_CLIENT_PACKAGE_DEPENDS "shangji-common (= ${PROJECT_VERSION})")
set(CPACK_DEBIAN_CLIENT_PACKAGE_RECOMMENDS "poppler-utils, poppler-data")
set(CPACK_DEBIAN_SERVER_PACKAGE_NAME shangjid)
set(CPACK_DEBIAN_SERVER_PACKAGE_DEPENDS "shangji-common (= ${PROJECT_VERSION})")
set(CPACK_DEBIAN_SERVER_PACKAGE_CONTROL_EXTRA
  ${CMAKE_SOURCE_DIR}/deploy/debian/postinst ${CMAKE_SOURCE_DIR}/deploy/debian/postrm)
set(CPACK_DEBIAN_COMMON_PACKAGE_NAME shangji-common)
set(CPACK_DEBIAN_COMMON_PACKAGE_ARCHITECTURE all)
set(CPACK_DEBIAN_COMMON_PACKAGE_SHLIBDEPS OFF)
set(CPACK_COMPONENT_CLIENT_DESCRIPTION "township reports as the form: the client
Reads the figures out of a report, has the clerk confirm them, signs and submits
them; ranks, compares and verifies what a city answers.")
set(CPACK_COMPONENT_SERVER_DESCRIPTION "township reports as the form: the city's server
Takes in signed reports, keeps them in an append-only, publicly verifiable ledger,
and answers comparative questions from it.")
set(CPACK_COMPONENT_COMMON_DESCRIPTION "township reports as the form: messages
The Chinese messages of shangji and shangjid.")
include(CPack)
