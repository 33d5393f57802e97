package io.espalier.dag;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One input of a task: an output of an upstream task, or an artifact that is known already.
 *
 * @param role the name under which the operator asks for it: {@code weights}, {@code mask}, …
 * @param ordinal position among inputs of the same role, from 0
 * @param fromTask id of the producing task, null for a known artifact
 * @param output role of the producing task's output, null for a known artifact
 * @param digest SHA-256 of a known artifact, null otherwise
 * @param place where in the experiment it comes from, for operators that see it; null for the
 *     others
 */
public record TaskInput(
    String role,
    int ordinal,
    @Nullable String fromTask,
    @Nullable String output,
    @Nullable String digest,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Place place) {

  /** An input that does not say where it comes from. */
  public TaskInput(
      String role,
      int ordinal,
      @Nullable String fromTask,
      @Nullable String output,
      @Nullable String digest) {
    this(role, ordinal, fromTask, output, digest, null);
  }

  /** The place of the input of this role and ordinal, {@link Place#NONE} where it says none. */
  public static Place place(List<TaskInput> inputs, String role, int ordinal) {
    return inputs.stream()
        .filter(input -> input.role().equals(role) && input.ordinal() == ordinal)
        .map(TaskInput::place)
        .filter(Objects::nonNull)
        .findFirst()
        .orElse(Place.NONE);
  }

  /** The output {@code output} of the task {@code fromTask}. */
  public static TaskInput of(String role, String fromTask, String output) {
    return new TaskInput(role, 0, fromTask, output, null);
  }

  /** An artifact that is known when the plan is made, by its digest. */
  public static TaskInput artifact(String role, String digest) {
    return new TaskInput(role, 0, null, null, digest);
  }
}
