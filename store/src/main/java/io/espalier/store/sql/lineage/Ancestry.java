package io.espalier.store.sql.lineage;

import io.espalier.store.lineage.LineageGraph;
import io.espalier.store.lineage.LineageGraph.Edge;
import io.espalier.store.lineage.LineageGraph.Node;
import io.espalier.store.lineage.LineageGraph.Other;
import io.espalier.store.lineage.Upstream;
import io.espalier.store.sql.artifact.ArtifactRows;
import io.espalier.store.sql.lineage.Producers.Producer;
import io.espalier.store.sql.run.RunRows;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jspecify.annotations.Nullable;

/**
 * A breadth-first walk against the direction of the data, one level of steps and what they read at
 * a time. Every node is visited once, so neither diamonds nor cycles can blow it up; a recursive
 * SQL union would not deduplicate on H2.
 */
public final class Ancestry {
  private static final int PAGE = 1000;

  /** How many steps are named that made the same bytes elsewhere. */
  private static final int OTHERS = 50;

  private record Input(long step, String role, int ordinal, long artifact) {}

  private record Made(
      long step, String stepKey, String operator, String taskId, long run, String runId) {}

  private record Used(long artifact, long step) {}

  private record Found(long id, Node node) {}

  private final Handle handle;
  private final int maxNodes;
  private final Producers producers;
  private final @Nullable String runId;
  private final Map<Long, Node> artifacts = new LinkedHashMap<>();
  private final Map<Long, Node> steps = new LinkedHashMap<>();
  private final Map<Long, Long> runByStep = new LinkedHashMap<>();
  private final Map<Long, Node> runs = new LinkedHashMap<>();
  private final Set<Used> used = new LinkedHashSet<>();
  private final Set<Edge> edges = new LinkedHashSet<>();
  private boolean truncated;

  /**
   * A walk over the steps as a run had them.
   *
   * @param runId the run, null for none
   * @throws IllegalArgumentException when there is no such run
   */
  public Ancestry(Handle handle, @Nullable String runId, Upstream upstream, int maxNodes) {
    this.handle = handle;
    this.maxNodes = maxNodes;
    this.runId = runId;
    Long run = runId == null ? null : Long.valueOf(RunRows.id(handle, runId));
    this.producers = new Producers(handle, run, upstream);
  }

  /**
   * The graph above one artifact.
   *
   * @throws IllegalArgumentException when the store does not know it, or no task of the run made it
   */
  public LineageGraph of(String sha256) {
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
    addArtifacts(List.of(root));
    producers.load(handle, List.of(root));
    Collection<Long> frontier = made(root);
    while (!frontier.isEmpty()) {
      frontier = inputs(frontier);
    }
    addRuns();
    List<Node> nodes = new ArrayList<>(artifacts.values());
    nodes.addAll(steps.values());
    nodes.addAll(runs.values());
    List<Used> others = others();
    return new LineageGraph(
        sha256, nodes, List.copyOf(edges), named(others), others.size(), truncated);
  }

  /** The step that made the artifact that was asked for. */
  private Collection<Long> made(long root) {
    List<Producer> all = producers.of(root);
    if (all.isEmpty()) {
      return List.of();
    }
    Producer chosen =
        runId == null
            ? all.get(0)
            : producers
                .ofRun(root)
                .orElseThrow(
                    () ->
                        new IllegalArgumentException(
                            "run: " + runId + " (expected: one whose tasks made the artifact)"));
    Collection<Long> added = addSteps(room(List.of(chosen.step())));
    link(root, chosen);
    return added;
  }

  /** What these steps read, and the steps that made that and were not met before. */
  private Collection<Long> inputs(Collection<Long> from) {
    List<Input> inputs =
        paged(
            "SELECT step_id, role, ordinal, artifact_id FROM step_io"
                + " WHERE direction = 'I' AND step_id = ANY(:ids)"
                + " ORDER BY step_id, role, ordinal",
            from,
            (rows, context) ->
                new Input(rows.getLong(1), rows.getString(2), rows.getInt(3), rows.getLong(4)));
    Set<Long> fresh = new LinkedHashSet<>();
    for (Input input : inputs) {
      if (!artifacts.containsKey(input.artifact())) {
        fresh.add(input.artifact());
      }
    }
    addArtifacts(room(fresh));
    producers.load(handle, inputs.stream().map(Input::artifact).toList());
    Map<Producer, Set<Long>> makers = new LinkedHashMap<>();
    Set<Long> makingSteps = new LinkedHashSet<>();
    for (Input input : inputs) {
      Node step = steps.get(input.step());
      Node artifact = artifacts.get(input.artifact());
      if (step == null || artifact == null) {
        continue;
      }
      edges.add(new Edge(artifact.id(), step.id(), input.role()));
      producers
          .read(input.step(), input.role(), input.ordinal(), input.artifact())
          .ifPresent(
              maker -> {
                makers.computeIfAbsent(maker, key -> new LinkedHashSet<>()).add(input.artifact());
                if (!steps.containsKey(maker.step())) {
                  makingSteps.add(maker.step());
                }
              });
    }
    Collection<Long> added = addSteps(room(makingSteps));
    makers.forEach((maker, made) -> made.forEach(artifact -> link(artifact, maker)));
    return added;
  }

  private void link(long artifact, Producer maker) {
    Node step = steps.get(maker.step());
    Node made = artifacts.get(artifact);
    if (step != null && made != null) {
      edges.add(new Edge(step.id(), made.id(), maker.role()));
      used.add(new Used(artifact, maker.step()));
    }
  }

  /** As many of them as there is room for. */
  private List<Long> room(Collection<Long> ids) {
    int left = maxNodes - artifacts.size() - steps.size();
    truncated |= ids.size() > left;
    return ids.stream().limit(Math.max(0, left)).toList();
  }

  private void addArtifacts(Collection<Long> ids) {
    paged(
            "SELECT id, sha256, size_bytes, kind, media_type FROM artifact WHERE id = ANY(:ids)"
                + " ORDER BY id",
            ids,
            (rows, context) ->
                new Found(rows.getLong("id"), Labels.artifact(ArtifactRows.read(rows))))
        .forEach(f -> artifacts.put(f.id(), f.node()));
  }

  private Collection<Long> addSteps(Collection<Long> ids) {
    for (Made one : madeBy(ids)) {
      steps.put(one.step(), Labels.step(one.stepKey(), one.operator(), one.taskId()));
      runByStep.put(one.step(), one.run());
    }
    return ids;
  }

  private List<Made> madeBy(Collection<Long> ids) {
    return paged(
        """
        SELECT s.id, s.step_key, s.operator, a.task_id, a.run_id, r.run_id AS run_name
        FROM step s JOIN attempt a ON a.id = s.won_attempt_id JOIN run r ON r.id = a.run_id
        WHERE s.id = ANY(:ids) ORDER BY s.id
        """,
        ids,
        (rows, context) ->
            new Made(
                rows.getLong("id"),
                rows.getString("step_key"),
                rows.getString("operator"),
                rows.getString("task_id"),
                rows.getLong("run_id"),
                rows.getString("run_name")));
  }

  /** Who made bytes of the graph without their being used here. */
  private List<Used> others() {
    Set<Used> others = new LinkedHashSet<>();
    for (Long artifact : artifacts.keySet()) {
      producers.of(artifact).forEach(one -> others.add(new Used(artifact, one.step())));
    }
    others.removeAll(used);
    return List.copyOf(others);
  }

  private List<Other> named(List<Used> others) {
    List<Used> shown = others.stream().limit(OTHERS).toList();
    Map<Long, Made> made = new LinkedHashMap<>();
    madeBy(shown.stream().map(Used::step).distinct().toList())
        .forEach(one -> made.put(one.step(), one));
    List<Other> named = new ArrayList<>();
    for (Used other : shown) {
      Made by = made.get(other.step());
      if (by != null) {
        String label = Labels.step(by.stepKey(), by.operator(), by.taskId()).label();
        named.add(new Other(id(artifacts, other.artifact()), by.stepKey(), label, by.runId()));
      }
    }
    return named;
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
