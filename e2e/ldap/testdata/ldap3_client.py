"""What a Python program does with ldap3: reads the schema, pages, writes."""
import ssl
import sys

import ldap3

url, ca = sys.argv[1:]
base = "DC=contoso,DC=com"
anna = "CN=Anna Berg,OU=Staff," + base


def check(held, what):
    if not held:
        sys.exit("%s does not hold: %r" % (what, connection.result))


tls = ldap3.Tls(validate=ssl.CERT_REQUIRED, ca_certs_file=ca, valid_names=["localhost"])
server = ldap3.Server(url, get_info=ldap3.ALL, tls=tls)
connection = ldap3.Connection(server, user="CONTOSO\\anna", password="secret", auto_range=True)
connection.open()
check(connection.start_tls(), "StartTLS")
check(connection.bind(), "bind")
check(server.info.other["defaultNamingContext"] == [base], "rootDSE")
check("1.2.840.113556.1.4.319" in [c[0] for c in server.info.supported_controls], "supportedControl")
check(len(server.schema.attribute_types) > 1500, "attributeTypes")
check(server.schema.attribute_types["sAMAccountName"].single_value, "sAMAccountName is single-valued")
check("user" in server.schema.object_classes, "objectClasses")
check(connection.extend.standard.who_am_i() == "u:CONTOSO\\anna", "whoami")

connection.search(base, "(sAMAccountName=anna)", attributes=["*"])
entry = connection.entries[0]
check(entry.objectGUID.value == "{30475e40-e7ae-4af3-af75-8b143c81daf5}", "objectGUID is formatted by the schema")
check(entry.objectSid.value == "S-1-5-21-1000-2000-3000-1105", "objectSid")
check(entry.whenCreated.value.year > 2000, "whenCreated is a time")
check(entry.memberOf.value == "CN=Inner,OU=Groups," + base, "memberOf")

pages = connection.extend.standard.paged_search(
    base, "(&(objectCategory=person)(objectClass=user))", attributes=["cn"], paged_size=500, generator=True)
check(sum(1 for r in pages if r["type"] == "searchResEntry") == 1201, "paging")
connection.search(base, "(cn=All Staff)", attributes=["member"])
check(len(connection.entries[0].member.values) == 1200, "ranges are followed")

new = "CN=Novak Eva,OU=Staff," + base
check(connection.add(new, "user", {"sAMAccountName": "eva", "userPrincipalName": "eva@contoso.com"}), "add")
check(connection.modify(new, {"mail": [(ldap3.MODIFY_REPLACE, ["eva@contoso.com"])],
                              "proxyAddresses": [(ldap3.MODIFY_ADD, ["SMTP:eva@contoso.com", "smtp:e@contoso.com"])]}), "modify")
check(connection.extend.microsoft.add_members_to_groups([new], ["CN=Inner,OU=Groups," + base]), "group membership")
check(connection.compare(new, "mail", "EVA@contoso.com"), "compare")
check(connection.extend.microsoft.modify_password(new, "N3w-password"), "password over TLS")
check(not ldap3.Connection(server, user="eva@contoso.com", password="N3w-password").bind(), "a new account is disabled")
check(connection.modify(new, {"userAccountControl": [(ldap3.MODIFY_REPLACE, ["512"])]}), "enable")
check(connection.modify_dn(new, "CN=Eva Novak"), "rename")
renamed = "CN=Eva Novak,OU=Staff," + base
connection.search("CN=Inner,OU=Groups," + base, "(objectClass=group)", attributes=["member"])
check(renamed in connection.entries[0].member.values, "links follow a rename")
check(ldap3.Connection(server, user="eva@contoso.com", password="N3w-password").bind(), "bind with the new password")
check(not ldap3.Connection(server, user="eva@contoso.com", password="wrong").bind(), "a wrong password is refused")
check(connection.delete(renamed), "delete")
try:
    connection.add(new, "noSuchClass", {})
    check(False, "the schema that was read tells ldap3 that there is no such class")
except ldap3.core.exceptions.LDAPObjectClassError:
    pass
print("all checks held")
