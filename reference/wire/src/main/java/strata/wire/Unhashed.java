package strata.wire;

import org.apache.kafka.common.utils.ImplicitLinkedHashCollection.Element;
import org.apache.kafka.common.utils.ImplicitLinkedHashMultiCollection;
import strata.kernel.Nullable;

/**
 * Fills the collections that kafka-clients hashes by name, without hashing names that a client
 * chose. They probe linearly, so that n names of equal hash cost n² steps, and n³ where the
 * collection grows: minutes for one request of 60 KB. Answers are only written, never searched, so
 * any name will do while an element is added.
 */
final class Unhashed {
    private Unhashed() {}

    /** Names an element. */
    interface Naming<E> {
        void name(E element, @Nullable String name);
    }

    /** Numbers an element of a collection that is hashed by numbers. */
    interface Numbering<E> {
        void number(E element, int number);
    }

    /** What to make a collection for that will get so many elements, so that it never grows. */
    static int capacity(int count) {
        return count + 1;
    }

    static <E extends Element> void add(
            ImplicitLinkedHashMultiCollection<E> collection,
            E element,
            Naming<E> naming,
            @Nullable String name) {
        naming.name(element, Integer.toString(collection.size()));
        collection.add(element);
        naming.name(element, name);
    }

    static <E extends Element> void add(
            ImplicitLinkedHashMultiCollection<E> collection,
            E element,
            Numbering<E> numbering,
            int number) {
        numbering.number(element, collection.size());
        collection.add(element);
        numbering.number(element, number);
    }
}
