import netscape.ldap.util.LDIF;
import netscape.ldap.util.LDIFRecord;

/** Reads a file with the Netscape LDAP SDK and prints the number of records. */
public class ReadLDIF {
    public static void main(String[] args) throws Exception {
        LDIF file = new LDIF(args[0]);
        int n = 0;
        for (LDIFRecord r = file.nextRecord(); r != null; r = file.nextRecord()) {
            n++;
        }
        System.out.println(n);
    }
}
