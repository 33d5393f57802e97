package io.espalier.experiment;

/**
 * What a descriptor says of its settings beyond their single values: a treatment, a criterion or
 * anything else that a file chooses implements this beside its descriptor where it has something to
 * say. Without settings there may still be something to check.
 */
public interface SettingsRules {
  /**
   * The settings with what they take from the rest of the file where it says nothing itself, as a
   * length that is {@code train.iterations} unless it is given. The stored configuration has the
   * answer. Called again with its own answer, it gives the same.
   */
  default Record completed(Record settings, ChoicePlace place) {
    return settings;
  }

  /**
   * Refuses a choice that does not fit the experiment, by {@link ChoicePlace#fail}.
   *
   * @throws io.espalier.experiment.read.ExperimentException with file, line and column
   */
  default void check(ChoicePlace place) {}
}
