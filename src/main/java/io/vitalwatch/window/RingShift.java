package io.vitalwatch.window;

/** Makes room for one element inside a ring that lies in an array of longs: a late element goes to its place in at most three block moves. */
final class RingShift {
    private RingShift() {}

    /**
     * Moves the elements of some indexes one place towards the newest end. The place behind the last of them must be free.
     *
     * @param words each element's words are neighbours; the length is a whole number of elements
     * @param each words of an element
     * @param first place of the first element to move, counted in elements from the beginning of the array
     * @param count how many elements move
     */
    static void onwards(long[] words, int each, int first, int count) {
        int places = words.length / each;
        int end = first + count;
        if (end < places) {
            move(words, each, first, first + 1, count);
            return;
        }
        move(words, each, 0, 1, end - places);
        move(words, each, places - 1, 0, 1);
        move(words, each, first, first + 1, places - 1 - first);
    }

    private static void move(long[] words, int each, int from, int to, int count) {
        System.arraycopy(words, from * each, words, to * each, count * each);
    }
}
