package io.espalier.plan;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import io.espalier.dag.Dag;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a run does, stored as an artifact before it starts and never changed: {@code resume} walks
 * this and never plans again.
 *
 * @param planVersion format of this record
 * @param experiment the configuration with every default written out; null JSON for a Dag written
 *     in Java
 * @param executor {@code dl4j-cpu}, {@code dl4j-cuda}, …: part of the keys of network steps
 * @param dag the tasks
 * @param results which tasks make each number of the report
 * @param plugins SHA-256 of the jar of every class used from a user jar, by {@code kind/name}
 * @param params of a Dag written in Java every parameter, defaults written out; null where it has
 *     none
 * @param analyses what is asked about the results; not written where there are none
 */
public record Plan(
    int planVersion,
    JsonNode experiment,
    String executor,
    Dag dag,
    List<PlannedResult> results,
    Map<String, String> plugins,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable JsonNode params,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<PlannedAnalysis> analyses) {
  /** As it was read: plans of before there were analyses have none. */
  @SuppressWarnings("RedundantNullCheck")
  public Plan {
    analyses = analyses == null ? List.of() : List.copyOf(analyses);
    results = List.copyOf(results);
    plugins = Collections.unmodifiableSortedMap(new TreeMap<>(plugins));
  }

  /** A plan without parameters and analyses. */
  public Plan(
      int planVersion,
      JsonNode experiment,
      String executor,
      Dag dag,
      List<PlannedResult> results,
      Map<String, String> plugins) {
    this(planVersion, experiment, executor, dag, results, plugins, null, List.of());
  }

  /** What the catalog finds the experiment's network under; empty where no task names one. */
  public Optional<String> network() {
    return dag.tasks().stream()
        .map(task -> task.parameters().path("network").asText())
        .filter(name -> !name.isEmpty())
        .findFirst();
  }
}
