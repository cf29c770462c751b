// The smallest program: one line.
#include <unistd.h>

int main(void) { return write(STDOUT_FILENO, "hello world\n", 12) != 12; }
