package io.github.jwasi.benchmarks.tasks;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What is measured, as words {@code key=value} that every harness understands: those of the JVM, of Node, of Python and
 * of C.
 *
 * @param words the words
 */
public record Task(Map<String, String> words) {
    /** Between the elements of a list; a script in an argument may have spaces and commas. */
    private static final String SEPARATOR = "\t";

    /** Copies the words. */
    public Task {
        words = new LinkedHashMap<>(words);
    }

    /**
     * Parses words.
     *
     * @param words words {@code key=value}
     * @return the task
     */
    public static Task parse(List<String> words) {
        var map = new LinkedHashMap<String, String>();
        for (var word : words) {
            int equals = word.indexOf('=');
            if (equals < 1) {
                throw new IllegalArgumentException("not of the form key=value: " + word);
            }
            map.put(word.substring(0, equals), word.substring(equals + 1));
        }
        return new Task(map);
    }

    /**
     * Parses {@link #text}.
     *
     * @param text words, one a line
     * @return the task
     */
    public static Task parse(String text) {
        return parse(Arrays.asList(text.split("\n", -1)));
    }

    /**
     * Adds a word, or puts it in the place of the one with the same key.
     *
     * @param key its key
     * @param values its value, or the elements of a list
     * @return the task with the word
     */
    public Task with(String key, Object... values) {
        var copy = new Task(words);
        copy.words.put(key, Arrays.stream(values).map(Object::toString).collect(Collectors.joining(SEPARATOR)));
        return copy;
    }

    /**
     * The words.
     *
     * @return words {@code key=value}
     */
    public List<String> arguments() {
        return words.entrySet().stream()
                .map(word -> word.getKey() + "=" + word.getValue())
                .toList();
    }

    /**
     * The words, as one text.
     *
     * @return words {@code key=value}, one a line
     */
    public String text() {
        return String.join("\n", arguments());
    }

    /**
     * A word that has to be there.
     *
     * @param key its key
     * @return its value
     */
    public String get(String key) {
        return find(key).orElseThrow(() -> new IllegalArgumentException("there is no " + key + "= in " + arguments()));
    }

    /**
     * A word.
     *
     * @param key its key
     * @return its value, if there is one
     */
    public Optional<String> find(String key) {
        return Optional.ofNullable(words.get(key));
    }

    /**
     * A number.
     *
     * @param key its key
     * @return its value
     */
    public long number(String key) {
        return Long.parseLong(get(key));
    }

    /**
     * A list.
     *
     * @param key its key
     * @return its elements, none if there is no such word
     */
    public List<String> list(String key) {
        return find(key).map(value -> List.of(value.split(SEPARATOR, -1))).orElse(List.of());
    }
}
