package io.espalier.dag;

import org.jspecify.annotations.Nullable;

/**
 * One input of a task: an output of an upstream task, or an artifact that is known already.
 *
 * @param role the name under which the operator asks for it: {@code weights}, {@code mask}, …
 * @param ordinal position among inputs of the same role, from 0
 * @param fromTask id of the producing task, null for a known artifact
 * @param output role of the producing task's output, null for a known artifact
 * @param digest SHA-256 of a known artifact, null otherwise
 */
public record TaskInput(
    String role,
    int ordinal,
    @Nullable String fromTask,
    @Nullable String output,
    @Nullable String digest) {

  /** The output {@code output} of the task {@code fromTask}. */
  public static TaskInput of(String role, String fromTask, String output) {
    return new TaskInput(role, 0, fromTask, output, null);
  }

  /** An artifact that is known when the plan is made, by its digest. */
  public static TaskInput artifact(String role, String digest) {
    return new TaskInput(role, 0, null, null, digest);
  }
}
