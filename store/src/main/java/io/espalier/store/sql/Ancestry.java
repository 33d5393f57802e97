package io.espalier.store.sql;

import io.espalier.store.lineage.LineageGraph;
import io.espalier.store.lineage.LineageGraph.Edge;
import io.espalier.store.lineage.LineageGraph.Node;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;

/**
 * A breadth-first walk against the direction of the data, one level of artifacts and one of steps
 * at a time. Every node is visited once, so neither diamonds nor cycles can blow it up; a recursive
 * SQL union would not deduplicate on H2.
 */
final class Ancestry {
  private static final int PAGE = 1000;

  private record Link(long step, long artifact, String role) {}

  private record Made(long step, String stepKey, String operator, String taskId, long run) {}

  private record Found(long id, Node node) {}

  private final Handle handle;
  private final int maxNodes;
  private final Map<Long, Node> artifacts = new LinkedHashMap<>();
  private final Map<Long, Node> steps = new LinkedHashMap<>();
  private final Map<Long, Long> runByStep = new LinkedHashMap<>();
  private final Map<Long, Node> runs = new LinkedHashMap<>();
  private final Set<Edge> edges = new LinkedHashSet<>();
  private boolean truncated;

  Ancestry(Handle handle, int maxNodes) {
    this.handle = handle;
    this.maxNodes = maxNodes;
  }

  /**
   * The graph above one artifact.
   *
   * @throws IllegalArgumentException when the store does not know it
   */
  LineageGraph of(String sha256) {
    long root =
        handle
            .createQuery("SELECT id FROM artifact WHERE sha256 = :sha")
            .bind("sha", sha256)
            .mapTo(Long.class)
            .findOne()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "digest: " + sha256 + " (expected: an artifact of this store)"));
    Collection<Long> frontier = addArtifacts(List.of(root));
    while (!frontier.isEmpty()) {
      frontier = inputs(producers(frontier));
    }
    addRuns();
    List<Node> nodes = new ArrayList<>(artifacts.values());
    nodes.addAll(steps.values());
    nodes.addAll(runs.values());
    return new LineageGraph(sha256, nodes, List.copyOf(edges), truncated);
  }

  /** Steps that wrote any of these artifacts and were not met before. */
  private Collection<Long> producers(Collection<Long> frontier) {
    List<Link> links =
        paged(
            "SELECT step_id, artifact_id, role FROM step_io"
                + " WHERE direction = 'O' AND artifact_id = ANY(:ids)"
                + " ORDER BY step_id, role, ordinal",
            frontier,
            (rows, context) -> new Link(rows.getLong(1), rows.getLong(2), rows.getString(3)));
    Set<Long> fresh = new LinkedHashSet<>();
    for (Link link : links) {
      if (!steps.containsKey(link.step())) {
        fresh.add(link.step());
      }
    }
    addSteps(room(fresh));
    for (Link link : links) {
      Node step = steps.get(link.step());
      Node artifact = artifacts.get(link.artifact());
      if (step != null && artifact != null) {
        edges.add(new Edge(step.id(), artifact.id(), link.role()));
      }
    }
    fresh.retainAll(steps.keySet());
    return fresh;
  }

  /** Artifacts that these steps read and that were not met before. */
  private Collection<Long> inputs(Collection<Long> from) {
    List<Link> links =
        paged(
            "SELECT step_id, artifact_id, role FROM step_io"
                + " WHERE direction = 'I' AND step_id = ANY(:ids)"
                + " ORDER BY step_id, role, ordinal",
            from,
            (rows, context) -> new Link(rows.getLong(1), rows.getLong(2), rows.getString(3)));
    Set<Long> fresh = new LinkedHashSet<>();
    for (Link link : links) {
      if (!artifacts.containsKey(link.artifact())) {
        fresh.add(link.artifact());
      }
    }
    Collection<Long> added = addArtifacts(room(fresh));
    for (Link link : links) {
      Node step = steps.get(link.step());
      Node artifact = artifacts.get(link.artifact());
      if (step != null && artifact != null) {
        edges.add(new Edge(artifact.id(), step.id(), link.role()));
      }
    }
    return added;
  }

  /** As many of them as there is room for. */
  private List<Long> room(Collection<Long> ids) {
    int left = maxNodes - artifacts.size() - steps.size();
    truncated |= ids.size() > left;
    return ids.stream().limit(Math.max(0, left)).toList();
  }

  private Collection<Long> addArtifacts(Collection<Long> ids) {
    paged(
            "SELECT id, sha256, size_bytes, kind, media_type FROM artifact WHERE id = ANY(:ids)"
                + " ORDER BY id",
            ids,
            (rows, context) ->
                new Found(rows.getLong("id"), Labels.artifact(ArtifactRows.read(rows))))
        .forEach(f -> artifacts.put(f.id(), f.node()));
    return ids;
  }

  private void addSteps(Collection<Long> ids) {
    List<Made> made =
        paged(
            """
            SELECT s.id, s.step_key, s.operator, a.task_id, a.run_id
            FROM step s JOIN attempt a ON a.id = s.won_attempt_id
            WHERE s.id = ANY(:ids) ORDER BY s.id
            """,
            ids,
            (rows, context) ->
                new Made(
                    rows.getLong("id"),
                    rows.getString("step_key"),
                    rows.getString("operator"),
                    rows.getString("task_id"),
                    rows.getLong("run_id")));
    for (Made one : made) {
      steps.put(one.step(), Labels.step(one.stepKey(), one.operator(), one.taskId()));
      runByStep.put(one.step(), one.run());
    }
  }

  /** The run whose task computed each step, and what that run was made from. */
  private void addRuns() {
    record Run(long id, String runId, String experiment, long config, long plan) {}
    List<Run> found =
        paged(
            """
            SELECT r.id, r.run_id, e.name, r.config_artifact_id, r.plan_artifact_id
            FROM run r JOIN experiment e ON e.id = r.experiment_id
            WHERE r.id = ANY(:ids) ORDER BY r.id
            """,
            new LinkedHashSet<>(runByStep.values()),
            (rows, context) ->
                new Run(
                    rows.getLong(1),
                    rows.getString(2),
                    rows.getString(3),
                    rows.getLong(4),
                    rows.getLong(5)));
    for (Run run : found) {
      Node node = Labels.run(run.runId(), run.experiment());
      runs.put(run.id(), node);
      addArtifacts(List.of(run.config(), run.plan()));
      edges.add(new Edge(id(artifacts, run.config()), node.id(), "config"));
      edges.add(new Edge(id(artifacts, run.plan()), node.id(), "plan"));
    }
    runByStep.forEach((step, run) -> edges.add(new Edge(id(runs, run), id(steps, step), "ran")));
  }

  private static String id(Map<Long, Node> nodes, long row) {
    Node node = nodes.get(row);
    if (node == null) {
      throw new IllegalStateException("no node of row " + row);
    }
    return node.id();
  }

  private <T> List<T> paged(String sql, Collection<Long> ids, RowMapper<T> mapper) {
    List<Long> all = List.copyOf(ids);
    List<T> found = new ArrayList<>();
    for (int from = 0; from < all.size(); from += PAGE) {
      found.addAll(
          handle
              .createQuery(sql)
              .bind(
                  "ids", all.subList(from, Math.min(all.size(), from + PAGE)).toArray(Long[]::new))
              .map(mapper)
              .list());
    }
    return found;
  }
}
