// Prints its arguments and environment, and exits with the code that its first argument gives.

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
    process.exit(I32.parseInt(argv[1]));
}
