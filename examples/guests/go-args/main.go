// Prints its arguments and its environment, and exits with the code that the first argument is.
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
	code := 0
	if len(os.Args) > 1 {
		code, _ = strconv.Atoi(os.Args[1])
	}
	os.Exit(code)
}
