package io.github.jwasi;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Objects;

/**
 * Objects by number, as the native library can keep a number for Java and no reference. Looking one up, which happens at
 * every call from a guest, takes no lock.
 */
final class Slots<T> {
    private volatile Object[] objects = new Object[16];
    private int used;
    private final ArrayDeque<Integer> free = new ArrayDeque<>();

    synchronized int add(T object) {
        int slot = free.isEmpty() ? unused() : free.pop();
        var all = objects;
        all[slot] = object;
        // The volatile write publishes the element too.
        objects = all;
        return slot;
    }

    /** Counts last, as the growth may fail, and the next time has to find things as they were. */
    private int unused() {
        if (used == objects.length) {
            objects = Arrays.copyOf(objects, 2 * used);
        }
        return used++;
    }

    @SuppressWarnings("unchecked") // only `add` writes elements
    T get(long slot) {
        return (T) Objects.requireNonNull(objects[(int) slot]);
    }

    synchronized void remove(int slot) {
        objects[slot] = null;
        free.push(slot);
    }
}
