package io.espalier.dag;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One input of a task: an output of an upstream task, its result, or an artifact that is known
 * already.
 *
 * @param role the name under which the operator asks for it: {@code weights}, {@code mask}, …; for
 *     a result {@code xcom:} and a name, see {@link #xcomRole}
 * @param ordinal position among inputs of the same role, from 0
 * @param fromTask id of the producing task, null for a known artifact
 * @param output role of the producing task's output, or key of its result; null for a known
 *     artifact
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
  /** Roles of results begin with this. */
  public static final String XCOM = "xcom:";

  /** The key of a whole result, as in Airflow. */
  public static final String RETURN_VALUE = "return_value";

  /** The output that stands for what a task measured, its rows in their order as JSON. */
  public static final String MEASUREMENTS = "measurements";

  /** Longest name and key of a result together, in code points. */
  public static final int MAX_XCOM = 100;

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

  /**
   * The role of a result.
   *
   * @param name what the operator asks for
   * @param key {@link #RETURN_VALUE} for the whole of it
   * @throws IllegalArgumentException when the name is no name, or both are too long
   */
  public static String xcomRole(String name, String key) {
    String role = Ids.key("xcom", name) + (key.equals(RETURN_VALUE) ? "" : "/" + key);
    int length = role.codePointCount(0, role.length());
    if (length > MAX_XCOM || key.isEmpty()) {
      throw new IllegalArgumentException(
          "xcom: \""
              + role
              + "\" has "
              + length
              + " characters (expected: at most "
              + MAX_XCOM
              + ", and a key; give the task another name where it is read)");
    }
    return XCOM + role;
  }

  /** Whether this is the result of a task, and not one of its outputs. */
  public boolean readsXcom() {
    return role.startsWith(XCOM);
  }

  /** Whether this is what a task measured, and not one of its outputs. */
  public boolean readsMeasurements() {
    return MEASUREMENTS.equals(output) && !readsXcom();
  }
}
