package io.espalier.objective;

import org.jspecify.annotations.Nullable;

/**
 * What an {@link Objective} is given beside the batches.
 *
 * @param settings every value of its settings, null where it has none; of a teacher only that there
 *     is one
 * @param classes number of classes
 * @param labelSmoothing part of every target that is spread over all classes, in [0, 1): the key
 *     {@code train.label_smoothing}
 * @param teacher the network that the settings name, null for none
 */
public record ObjectiveContext(
    @Nullable Record settings, int classes, double labelSmoothing, @Nullable Teacher teacher) {
  /**
   * The settings.
   *
   * @param type the record that the objective's {@code settings()} names
   */
  public <S extends Record> S settings(Class<S> type) {
    if (!type.isInstance(settings)) {
      throw new IllegalStateException("settings: " + settings + " (expected: " + type + ")");
    }
    return type.cast(settings);
  }

  /**
   * The teacher.
   *
   * @throws IllegalArgumentException when there is none
   */
  public Teacher requireTeacher() {
    if (teacher == null) {
      throw new IllegalArgumentException(
          "teacher: none (expected: the weights of a network as the input teacher)");
    }
    return teacher;
  }
}
