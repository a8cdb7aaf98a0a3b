package nearmiss

import "slices"

// nicknames lists given names with their short and familiar forms; the names of
// one row can mean the same person. A form can be in several rows (Alex). The
// list is common knowledge about names in English and, below, in German, French
// and Spanish; accents are left out.
var nicknames = [][]string{
	{"abigail", "abby", "gail"},
	{"albert", "al", "bert", "bertie"},
	{"alexander", "alex", "alec", "sandy", "sasha", "xander"},
	{"alexandra", "alex", "sandra", "sasha", "lexi"},
	{"alfred", "al", "fred", "alf"},
	{"amanda", "mandy"},
	{"andrew", "andy", "drew"},
	{"anthony", "tony"},
	{"barbara", "barb", "barbie", "babs"},
	{"benjamin", "ben", "benny", "benji"},
	{"catherine", "katherine", "kathryn", "cathy", "kathy", "kate", "katie", "kat"},
	{"charles", "charlie", "chuck", "chas"},
	{"christine", "christina", "chris", "chrissy", "tina"},
	{"christopher", "chris", "kit"},
	{"cynthia", "cindy"},
	{"daniel", "dan", "danny"},
	{"david", "dave", "davy"},
	{"deborah", "debra", "deb", "debbie"},
	{"donald", "don", "donnie"},
	{"dorothy", "dot", "dottie"},
	{"edward", "ed", "eddie", "ted", "ned"},
	{"elizabeth", "liz", "lizzie", "beth", "betty", "eliza", "lisa", "libby"},
	{"eugene", "gene"},
	{"francis", "frank", "fran"},
	{"franklin", "frank"},
	{"frederick", "fred", "freddie", "rick"},
	{"gabriel", "gabe"},
	{"gerald", "jerry", "gerry"},
	{"gregory", "greg"},
	{"harold", "harry", "hal"},
	{"henry", "harry", "hank"},
	{"jacob", "jake"},
	{"james", "jim", "jimmy", "jamie"},
	{"jeffrey", "jeff"},
	{"jennifer", "jen", "jenny"},
	{"jessica", "jess", "jessie"},
	{"john", "jack", "johnny"},
	{"jonathan", "jon", "jonny"},
	{"joseph", "joe", "joey"},
	{"joshua", "josh"},
	{"judith", "judy"},
	{"kenneth", "ken", "kenny"},
	{"kimberly", "kim"},
	{"lawrence", "larry"},
	{"leonard", "leo", "len", "lenny"},
	{"margaret", "maggie", "meg", "peggy", "greta"},
	{"matthew", "matt"},
	{"michael", "mike", "mick", "mickey"},
	{"nathaniel", "nathan", "nate"},
	{"nicholas", "nick", "nicky"},
	{"pamela", "pam"},
	{"patricia", "pat", "patty", "trish"},
	{"patrick", "pat", "paddy"},
	{"peter", "pete"},
	{"philip", "phillip", "phil"},
	{"raymond", "ray"},
	{"rebecca", "becky", "becca"},
	{"richard", "rich", "rick", "ricky", "dick"},
	{"robert", "bob", "bobby", "rob", "robbie", "bert"},
	{"ronald", "ron", "ronnie"},
	{"samantha", "sam"},
	{"samuel", "sam", "sammy"},
	{"stephen", "steven", "steve"},
	{"susan", "sue", "susie"},
	{"theodore", "ted", "theo"},
	{"theresa", "teresa", "terry", "tess"},
	{"thomas", "tom", "tommy"},
	{"timothy", "tim"},
	{"victoria", "vicky", "tori"},
	{"vincent", "vince", "vinny"},
	{"walter", "walt", "wally"},
	{"william", "bill", "billy", "will", "willy", "liam"},
	{"zachary", "zach", "zack"},
	// German
	{"johannes", "hannes", "hans", "jo"},
	{"josef", "sepp", "jupp"},
	{"katharina", "kathi", "katja", "ina"},
	{"maximilian", "max"},
	{"sebastian", "basti", "bastian"},
	{"friedrich", "fritz"},
	{"heinrich", "heinz"},
	// French
	{"alexandre", "alex"},
	{"benoit", "ben"},
	{"frederic", "fred"},
	{"genevieve", "ginette"},
	{"philippe", "phil"},
	// Spanish
	{"dolores", "lola"},
	{"francisco", "paco", "pancho", "fran"},
	{"guadalupe", "lupe"},
	{"guillermo", "memo"},
	{"ignacio", "nacho"},
	{"jose", "pepe"},
}

// formal is the table, by the forms of given names.
type formal struct {
	// of maps each form to the rows of the table it is in.
	of map[string][]int32
	// letters are those of the names of each row, as lettersOf has them.
	letters [][]uint32
}

// formalNames makes the index of the table, with every name in the form that
// words gives it.
func formalNames() formal {
	f := formal{of: map[string][]int32{}, letters: make([][]uint32, len(nicknames))}
	var notes notebook
	for row, names := range nicknames {
		for _, n := range names {
			for _, w := range notes.words(n) {
				f.of[string(w)] = append(f.of[string(w)], int32(row))
				f.letters[row] = append(f.letters[row], lettersOf(w))
			}
		}
	}
	return f
}

// longestNickname is the length of the longest name in the table.
const longestNickname = 11

// rows are those that a given name is in.
func (f formal) rows(given []byte) []int32 {
	if len(given) > longestNickname {
		return nil
	}
	return f.of[string(given)]
}

// alike reports whether two given names can be forms of one name.
func (f formal) alike(a, b []byte) bool {
	for _, x := range f.rows(a) {
		for _, y := range f.rows(b) {
			if x == y {
				return true
			}
		}
	}
	return false
}

// spells reports whether some rows have a name of these letters.
func (f formal) spells(rows []int32, letters uint32) bool {
	return slices.ContainsFunc(rows, func(row int32) bool { return slices.Contains(f.letters[row], letters) })
}
