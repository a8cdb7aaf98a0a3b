package generate

// script is the table of names of one language. A word is "native" or
// "native|latin", where latin is what logins are made of; without it the
// letters of the native form are used. An underscore stands for a blank.
type script struct {
	// share is how many of a thousand people have such a name.
	share int
	// family stands before the given name, without a blank.
	familyFirst     bool
	given, families string
}

// scripts are all languages. The words are common names, without any link
// between the given name and the surname.
var scripts = [...]script{
	{share: 330,
		given:    "Anna Ben Carol Daniel Emma Frank Grace Henry Isla Jack Kate Liam Mia Noah Olivia Peter Quinn Ruth Sam Tina Una Victor Wendy Xavier Yvonne Zoe Alice George Helen Martin Laura Robert Susan Thomas Julia Edward",
		families: "Smith Jones Taylor Brown Wilson Evans Walker Wright Hughes Green Hall Wood Harris Martin Cooper Ward Turner Carter Phillips Mitchell Parker Bennett Gray Foster Mason Palmer Fisher O'Brien O'Connor Rogers Stevens Murphy Kennedy Marshall Webb Hunter Barnes Pearson"},
	{share: 150,
		given:    "Jürgen|juergen Käthe|kaethe Lukas Sören|soeren Heike Uwe Jörg|joerg Anke Florian Sabine Björn|bjoern Ute Matthias Dörte|doerte Klaus Annika Günther|guenther Lena Moritz Jana",
		families: "Müller|mueller Schmidt Schröder|schroeder Fischer Weiß|weiss Köhler|koehler Jäger|jaeger Krüger|krueger Bauer Groß|gross Böhm|boehm Lang Vogt Busch Sauer Kühn|kuehn Voß|voss Schäfer|schaefer von_der_Heide|vonderheide Hübner|huebner"},
	{share: 90,
		given:    "Élodie|elodie François|francois Hélène|helene Luc Chloé|chloe Étienne|etienne Noémie|noemie Jérôme|jerome Agnès|agnes Benoît|benoit Zoé|zoe Loïc|loic Maëlle|maelle André|andre Camille Hugo",
		families: "Lefèvre|lefevre Dubois Moreau Bernard D'Arcy Garçon|garcon Côté|cote Blanchet Girard Rousseau Fournier Béranger|beranger L'Hôpital|lhopital Chevalier Perrin Noël|noel Renard Marchand"},
	{share: 80,
		given:    "José|jose María|maria Íñigo|inigo Lucía|lucia Martín|martin Sofía|sofia Andrés|andres Inés|ines Óscar|oscar Begoña|begona Raúl|raul Nuria Álvaro|alvaro Pilar Javier Carmen",
		families: "García|garcia Núñez|nunez Peña|pena Ibáñez|ibanez López|lopez Martínez|martinez Sánchez|sanchez Gómez|gomez Ortega Castro Muñoz|munoz Díaz|diaz Herrero Vidal Rubio Marín|marin"},
	{share: 50,
		given:    "João|joao Conceição|conceicao Luís|luis Inês|ines Gonçalo|goncalo Beatriz Tomás|tomas Sérgio|sergio Leonor Rúben|ruben",
		families: "Gonçalves|goncalves Araújo|araujo Simões|simoes Magalhães|magalhaes Pereira Brandão|brandao Assunção|assuncao Tavares Conceição|conceicao Lopes"},
	{share: 45,
		given:    "Łukasz|lukasz Małgorzata|malgorzata Paweł|pawel Agnieszka Stanisław|stanislaw Żaneta|zaneta Michał|michal Bożena|bozena Jędrzej|jedrzej Ewa",
		families: "Wiśniewski|wisniewski Dąbrowski|dabrowski Kozłowski|kozlowski Wójcik|wojcik Lewandowska Zając|zajac Król|krol Wróbel|wrobel Głowacki|glowacki Sikora"},
	{share: 45,
		given:    "Åse|aase Bjørn|bjorn Søren|soren Øyvind|oyvind Linnéa|linnea Göran|goran Märta|marta Päivi|paivi Jukka Ingrid",
		families: "Ångström|angstrom Sjöberg|sjoberg Lindström|lindstrom Østergaard|ostergaard Nygård|nygard Hämäläinen|hamalainen Mäkinen|makinen Strand Kjær|kjaer Holm"},
	{share: 25,
		given:    "Čestmír|cestmir Žofie|zofie Jiří|jiri Růžena|ruzena Ondřej|ondrej Šárka|sarka Éva|eva Zoltán|zoltan Gergő|gergo Tünde|tunde",
		families: "Dvořák|dvorak Černý|cerny Novotná|novotna Kučera|kucera Růžička|ruzicka Szűcs|szucs Tóth|toth Kovács|kovacs Erdős|erdos Fehér|feher"},
	{share: 25,
		given:    "İbrahim|ibrahim Şule|sule Çağlar|caglar Gülşen|gulsen Ömer|omer Işıl|isil Uğur|ugur Ayşe|ayse",
		families: "Yıldız|yildiz Öztürk|ozturk Şahin|sahin Çelik|celik Doğan|dogan Güneş|gunes Aydın|aydin Kılıç|kilic"},
	{share: 35,
		given:    "Алексей|aleksey Мария|mariya Иван|ivan Ольга|olga Дмитрий|dmitriy Елена|elena Сергей|sergey Наталья|natalya",
		families: "Иванов|ivanov Смирнова|smirnova Кузнецов|kuznetsov Попова|popova Соколов|sokolov Лебедева|lebedeva Морозов|morozov Волкова|volkova"},
	{share: 15,
		given:    "Γιώργος|giorgos Ελένη|eleni Νίκος|nikos Σοφία|sofia Κώστας|kostas",
		families: "Παπαδάκης|papadakis Νικολάου|nikolaou Οικονόμου|oikonomou Δημητρίου|dimitriou Αγγέλου|angelou"},
	{share: 20,
		given:    "محمد|mohammed فاطمة|fatima أحمد|ahmad ليلى|layla يوسف|yusuf مريم|maryam",
		families: "الخطيب|alkhatib حداد|haddad النجار|alnajjar منصور|mansour سليمان|sulayman درويش|darwish"},
	{share: 10,
		given:    "נועה|noa דוד|david יעל|yael אורי|uri",
		families: "כהן|cohen לוי|levi מזרחי|mizrahi ברק|barak"},
	{share: 20,
		given:    "अर्जुन|arjun प्रिया|priya रोहन|rohan अनीता|anita विक्रम|vikram",
		families: "शर्मा|sharma गुप्ता|gupta वर्मा|varma जोशी|joshi मिश्रा|mishra"},
	{share: 25, familyFirst: true,
		given:    "伟|wei 芳|fang 娜|na 秀英|xiuying 敏|min 静|jing 强|qiang 磊|lei 洋|yang 艳|yan",
		families: "王|wang 李|li 张|zhang 刘|liu 陈|chen 杨|yang 赵|zhao 黄|huang 周|zhou 吴|wu"},
	{share: 20, familyFirst: true,
		given:    "太郎|taro 花子|hanako 健一|kenichi 由美|yumi 大輔|daisuke さくら|sakura",
		families: "佐藤|sato 鈴木|suzuki 髙橋|takahashi 田中|tanaka 渡邊|watanabe 伊藤|ito"},
	{share: 15, familyFirst: true,
		given:    "민준|minjun 서연|seoyeon 지훈|jihun 수빈|subin 예준|yejun",
		families: "김|kim 이|yi 박|bak 최|choe 정|jeong"},
}

// places are the towns in which people work, with the values that an address
// book has for them.
var places = [...]struct{ town, ou, state, postal, country, code, number, street, phone string }{
	{"Berlin", "Berlin", "Berlin", "10117", "Germany", "DE", "276", "Französische Straße 48", "+49 30 901"},
	{"London", "London", "Greater London", "EC2M 7PY", "United Kingdom", "GB", "826", "21 Finsbury Circus", "+44 20 7946"},
	{"Redmond", "Redmond", "WA", "98052", "United States", "US", "840", "4500 Lakeview Drive", "+1 425 555"},
	{"München", "München", "Bayern", "80331", "Germany", "DE", "276", "Neuhauser Straße 7", "+49 89 904"},
	{"Paris", "Paris", "Île-de-France", "75008", "France", "FR", "250", "118 rue La Boétie", "+33 1 7018"},
	{"Kraków", "Krakow", "Małopolskie", "31-042", "Poland", "PL", "616", "Rynek Główny 12", "+48 12 310"},
	{"Madrid", "Madrid", "Madrid", "28013", "Spain", "ES", "724", "Calle Mayor 30", "+34 91 520"},
	{"Tokyo", "Tokyo", "Tokyo", "100-0005", "Japan", "JP", "392", "2-1-3 Marunouchi", "+81 3 4510"},
	{"Austin", "Austin", "TX", "78701", "United States", "US", "840", "600 Congress Avenue", "+1 512 555"},
	{"Bengaluru", "Bengaluru", "Karnataka", "560001", "India", "IN", "356", "14 Residency Road", "+91 80 4718"},
}

// jobs are the departments with titles that occur in them.
var jobs = [...]struct {
	department, short string
	titles            [4]string
}{
	{"Finance", "FIN", [4]string{"Accountant", "Controller", "Payroll Specialist", "Head of Finance"}},
	{"Sales", "SAL", [4]string{"Account Manager", "Sales Lead", "Key Account Manager", "Sales Engineer"}},
	{"Research & Development", "RND", [4]string{"Engineer", "Senior Engineer", "Architect", "Test Engineer"}},
	{"Human Resources", "HRM", [4]string{"Recruiter", "HR Partner", "Trainer", "HR Assistant"}},
	{"Information Technology", "ITS", [4]string{"Administrator", "Service Desk Agent", "Network Engineer", "Database Administrator"}},
	{"Logistics", "LOG", [4]string{"Planner", "Warehouse Clerk", "Shift Leader", "Dispatcher"}},
	{"Customer Service", "CSV", [4]string{"Agent", "Team Lead", "Quality Manager", "Supervisor"}},
	{"Marketing", "MKT", [4]string{"Designer", "Editor", "Campaign Manager", "Analyst"}},
}

// domains are the verified domains of the tenant beside the initial one, with
// their share of a thousand users.
var domains = [...]struct {
	name  string
	share int
}{
	{"contoso.com", 640}, {"fabrikam.com", 200}, {"contoso.de", 80}, {"contoso.co.jp", 40}, {"tailspintoys.com", 40},
}

const (
	initialDomain    = "contoso.onmicrosoft.com"
	unverifiedSuffix = "corp.contoso.local"
)
