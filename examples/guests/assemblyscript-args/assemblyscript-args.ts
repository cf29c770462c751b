// Prints its arguments and environment, and exits with the code that its first argument gives, 0 to 4294967295.

const argv = process.argv;
for (let i = 0; i < argv.length; i++) {
    console.log(`arg ${argv[i]}`);
}
const variables = process.env;
const names = variables.keys();
for (let i = 0; i < names.length; i++) {
    console.log(`env ${names[i]}=${variables.get(names[i])}`);
}
if (argv.length > 1) {
    process.exit(parseCode(argv[1]));
}

// As the 32 bits that the exit code has.
function parseCode(text: string): i32 {
    const code = U32.parseInt(text);
    // What is no number, or is too large, gives another one.
    if (code.toString() != text) {
        // `console.error` of the shim goes to stdout.
        process.stderr.write(`assemblyscript-args: CODE must be 0 to 4294967295, not "${text}"\n`);
        return 2;
    }
    return <i32>code;
}
