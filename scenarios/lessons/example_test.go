package lessons_test

import (
	"fmt"

	"presync/scenarios/lessons"
)

func ExampleLoad() {
	course, err := lessons.Load()
	if err != nil {
		fmt.Println(err)
		return
	}
	lesson := course.Theme("soft-match").Lessons[0]
	fmt.Println(lesson.Situation)
	fmt.Println(lesson.Point)
	fmt.Println(lesson.Outcomes(), lesson.Documents[1].Tag)
	// Output:
	// Bibek Aryal signs in to the cloud as bibek.aryal@contoso.com, which is his primary address there. His AD account has the same userPrincipalName.
	// An equal userPrincipalName links a new AD user to a cloud user whom nobody has claimed.
	// [soft-match] T18
}
