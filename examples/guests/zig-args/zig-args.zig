//! Prints its arguments and environment, and exits with the code that its first argument gives.

const std = @import("std");

pub fn main(init: std.process.Init) !u8 {
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
    return if (arguments.len > 1) std.fmt.parseInt(u8, arguments[1], 10) else 0;
}
