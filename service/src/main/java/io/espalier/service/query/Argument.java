package io.espalier.service.query;

/**
 * A named value of a question.
 *
 * @param name its name
 * @param required whether there is no answer without it
 * @param meaning one sentence, for the reference
 */
public record Argument(String name, boolean required, String meaning) {
  /** A run. */
  public static final Argument RUN =
      optional("run", "Id of a run, its beginning, or the experiment's; the latest where absent.");

  /** How many items of a long list are wanted. */
  public static final Argument LIMIT =
      optional("limit", "How many items at most, from 1 to 10000; all where absent.");

  /** Where a part of a long list begins. */
  public static final Argument CURSOR =
      optional("cursor", "Where the list goes on: `next` of the answer before.");

  /** A value that must be given. */
  public static Argument required(String name, String meaning) {
    return new Argument(name, true, meaning);
  }

  /** A value that may be left out. */
  public static Argument optional(String name, String meaning) {
    return new Argument(name, false, meaning);
  }
}
