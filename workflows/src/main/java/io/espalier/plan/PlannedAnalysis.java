package io.espalier.plan;

import io.espalier.plan.analysis.Look;
import java.util.List;

/**
 * An analysis of a plan. Its tasks are those whose ids begin with {@link #prefix}.
 *
 * @param name what the file calls it
 * @param kind name of its descriptor
 * @param looks how people look at what its tasks find out
 */
public record PlannedAnalysis(String name, String kind, List<Look> looks) {
  /** Beginning of the ids of the tasks of all analyses; the analysis's name follows, and a dot. */
  public static final String TASKS = "analyses.";

  public PlannedAnalysis {
    looks = List.copyOf(looks);
  }

  /** Beginning of the ids of its tasks. */
  public String prefix() {
    return TASKS + name + ".";
  }
}
