//! Prints its arguments and environment, and exits with the code that its first argument gives, 0 to 4294967295.

const std = @import("std");

pub fn main(init: std.process.Init) !void {
    var buffer: [1024]u8 = undefined;
    var stdout: std.Io.File.Writer = .initStreaming(.stdout(), init.io, &buffer);
    const arguments = try init.minimal.args.toSlice(init.arena.allocator());
    for (arguments) |argument| {
        try stdout.interface.print("arg {s}\n", .{argument});
    }
    const environ = init.environ_map;
    for (environ.keys(), environ.values()) |name, value| {
        try stdout.interface.print("env {s}={s}\n", .{ name, value });
    }
    try stdout.interface.flush();
    // Zig's own exit takes 8 bits.
    if (arguments.len > 1) std.os.wasi.proc_exit(parseCode(arguments[1]));
}

fn parseCode(text: []const u8) u32 {
    return std.fmt.parseInt(u32, text, 10) catch {
        std.debug.print("zig-args: CODE must be 0 to 4294967295, not \"{s}\"\n", .{text});
        return 2;
    };
}
