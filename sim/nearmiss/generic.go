package nearmiss

// generic are login names of a function and not of a person, without
// separators and accents. Many organisations have each of them, so that an equal one says
// nothing, and a mailbox of that name is no duplicate of a person.
var generic = map[string]bool{
	"abuse": true, "accounting": true, "accounts": true, "admin": true, "administration": true,
	"administrator": true, "alerts": true, "backup": true, "billing": true, "calendar": true,
	"careers": true, "conference": true, "contact": true, "demo": true, "enquiries": true,
	"facilities": true, "finance": true, "frontdesk": true, "guest": true, "hello": true,
	"help": true, "helpdesk": true, "hr": true, "info": true, "information": true, "inquiries": true,
	"invoices": true, "it": true, "itsupport": true, "jobs": true, "legal": true, "mail": true,
	"mailbox": true, "manager": true, "marketing": true, "media": true, "meetingroom": true,
	"newsletter": true, "noreply": true, "donotreply": true, "notifications": true, "office": true,
	"operations": true, "orders": true, "payroll": true, "postmaster": true, "press": true,
	"printer": true, "purchasing": true, "reception": true, "recruitment": true, "root": true,
	"sales": true, "scan": true, "scanner": true, "security": true, "service": true,
	"servicedesk": true, "shared": true, "shipping": true, "shop": true, "support": true,
	"svc": true, "sync": true, "team": true, "test": true, "testuser": true, "training": true,
	"webmaster": true, "welcome": true,
	// German
	"bestellung": true, "bewerbung": true, "buchhaltung": true, "buero": true, "buro": true, "datenschutz": true,
	"einkauf": true, "empfang": true, "kontakt": true, "personal": true, "rechnung": true,
	"rechnungen": true, "sekretariat": true, "vertrieb": true, "verwaltung": true, "zentrale": true,
	// French
	"accueil": true, "achats": true, "commercial": true, "compta": true, "comptabilite": true,
	"direction": true, "recrutement": true, "secretariat": true, "ventes": true,
	// Spanish
	"administracion": true, "compras": true, "contabilidad": true, "contacto": true,
	"facturacion": true, "recepcion": true, "soporte": true, "ventas": true,
}

// longestGeneric is the length of the longest of them.
const longestGeneric = 14

// isGeneric reports whether the part of an address before the '@' is that of a
// function. squashed is that part folded with umlauts: it is not longer than the
// one without, and tells most of them apart from the table sooner.
func isGeneric(local string, squashed []byte) bool {
	if n := len(squashed); n == 0 || n > longestGeneric || squashed[n-1] < 'a' || squashed[n-1] > 'z' {
		return false
	}
	var buffer [64]byte
	return generic[string(folder{}.append(buffer[:0], local))]
}
