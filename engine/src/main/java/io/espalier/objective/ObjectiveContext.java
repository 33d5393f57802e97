package io.espalier.objective;

import org.jspecify.annotations.Nullable;

/**
 * What an {@link Objective} is given beside the batches.
 *
 * @param classes number of classes
 * @param labelSmoothing part of every target that is spread over all classes, in [0, 1): the key
 *     {@code train.label_smoothing}
 * @param teacher the network that the objective asks for, null where it asks for none
 */
public record ObjectiveContext(int classes, double labelSmoothing, @Nullable Teacher teacher) {
  /**
   * The teacher.
   *
   * @throws IllegalArgumentException when there is none
   */
  public Teacher requireTeacher() {
    if (teacher == null) {
      throw new IllegalArgumentException(
          "teacher: none (expected: the weights of another network)");
    }
    return teacher;
  }
}
