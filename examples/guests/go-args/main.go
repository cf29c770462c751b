// Prints its arguments and its environment, and exits with the code that its first argument gives, 0 to 4294967295.
package main

import (
	"fmt"
	"os"
	"strconv"
)

func main() {
	for _, arg := range os.Args {
		fmt.Println("arg", arg)
	}
	for _, variable := range os.Environ() {
		fmt.Println("env", variable)
	}
	if len(os.Args) > 1 {
		os.Exit(parseCode(os.Args[1]))
	}
}

func parseCode(text string) int {
	code, err := strconv.ParseUint(text, 10, 32)
	if err != nil {
		fmt.Fprintf(os.Stderr, "go-args: CODE must be 0 to 4294967295, not %q\n", text)
		return 2
	}
	return int(code)
}
