package strata.cli;

import java.util.List;
import java.util.Locale;
import strata.kernel.Nullable;

/**
 * A question to answer before the student's code does.
 *
 * @param method of the lab's class {@code Predictions} whose answer is the true one
 * @param choices the possible answers
 * @param because why the right one is right
 */
record Prediction(
        LabStep step, String method, String question, List<String> choices, String because) {

    /** The letter of a choice, counted from 0. */
    static char letter(int index) {
        return (char) ('a' + index);
    }

    /** The choice that somebody means by its letter or its text; null when there is none such. */
    @Nullable
    String choiceOf(String said) {
        String text = said.strip();
        for (String choice : choices) {
            if (choice.equalsIgnoreCase(text)) {
                return choice;
            }
        }
        String lower = text.toLowerCase(Locale.ROOT);
        int index = lower.length() == 1 ? lower.charAt(0) - 'a' : -1;
        return index >= 0 && index < choices.size() ? choices.get(index) : null;
    }
}
