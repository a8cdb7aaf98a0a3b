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

// genericStarts are the letters that they begin with, by the length that folding
// with umlauts leaves of them: bit 0 stands for an a.
var genericStarts = startsOf(generic)

func startsOf(words map[string]bool) (starts [longestGeneric + 1]uint32) {
	for word := range words {
		squashed := folder{umlauts: true}.append(nil, word)
		starts[len(squashed)] |= 1 << (squashed[0] - 'a')
	}
	return starts
}

// isGeneric reports whether the part of an address before the '@' is that of a
// function. squashed is that part folded with umlauts: its length and first
// letter tell most of them apart from the table.
func isGeneric(local string, squashed []byte) bool {
	n := len(squashed)
	if n == 0 || n > longestGeneric || squashed[0] < 'a' || genericStarts[n]>>(squashed[0]-'a')&1 == 0 {
		return false
	}
	var buffer [64]byte
	return generic[string(folder{}.append(buffer[:0], local))]
}
