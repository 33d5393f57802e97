package io.espalier.store.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.store.artifact.StoredArtifact;
import io.espalier.store.lineage.LineageGraph;
import io.espalier.store.lineage.LineageGraph.Edge;
import io.espalier.store.lineage.LineageGraph.Node;
import io.espalier.store.lineage.LineageGraph.Other;
import io.espalier.store.lineage.Upstream;
import io.espalier.store.run.RunRecord;
import io.espalier.store.sql.lineage.Ancestry;
import io.espalier.store.step.Claim;
import io.espalier.store.step.StepArtifact;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

abstract class LineageContract extends StoreContract {
  LineageContract(Place place) {
    super(place);
  }

  private static StepArtifact input(String role, StoredArtifact artifact) {
    return new StepArtifact(role, 0, artifact);
  }

  @Test
  void theGraphGoesBackToTheDataAndTheConfiguration() {
    RunRecord run = run("run", "r1.dense.train", "r1.ticket.01.prune");
    StoredArtifact data = put("data", "digits");
    StoredArtifact weights =
        compute("run", "r1.dense.train", "train", "weights", input("data", data)).artifact();
    StoredArtifact mask =
        compute("run", "r1.ticket.01.prune", "prune", "mask", input("weights", weights)).artifact();
    compute("run", "r1.ticket.01.prune", "unrelated", "else", input("weights", weights));

    LineageGraph graph = ancestors(mask.sha256());

    assertThat(graph.truncated()).isFalse();
    assertThat(graph.nodes())
        .containsExactlyInAnyOrder(
            new Node(mask.sha256(), "artifact", "weights, 4 B"),
            new Node(weights.sha256(), "artifact", "weights, 7 B"),
            new Node(data.sha256(), "artifact", "data, 6 B"),
            new Node(key("prune"), "step", "train in r1.ticket.01.prune"),
            new Node(key("train"), "step", "train in r1.dense.train"),
            new Node("run", "run", "run run of quickstart"),
            new Node(run.configDigest(), "artifact", "config, 9 B"),
            new Node(run.planDigest(), "artifact", "plan, 11 B"));
    assertThat(graph.edges())
        .containsExactlyInAnyOrder(
            new Edge(data.sha256(), key("train"), "data"),
            new Edge(key("train"), weights.sha256(), "weights"),
            new Edge(weights.sha256(), key("prune"), "weights"),
            new Edge(key("prune"), mask.sha256(), "weights"),
            new Edge(run.configDigest(), "run", "config"),
            new Edge(run.planDigest(), "run", "plan"),
            new Edge("run", key("train"), "ran"),
            new Edge("run", key("prune"), "ran"));
  }

  @Test
  void aCachedStepComesFromTheRunThatComputedIt() {
    run("first", "t");
    run("second", "t");
    StepArtifact output = compute("first", "t", "step", "weights");
    store.steps().claim(request("second", "t", "step"));

    assertThat(ancestors(output.artifact().sha256()).nodes())
        .filteredOn(n -> n.kind().equals("run"))
        .extracting(Node::id)
        .containsExactly("first");
  }

  @Test
  void equalBytesOfAnotherRunAreNamedApart() {
    run("other", "train", "next");
    StepArtifact counts = compute("other", "train", "other weights", "step count 5");
    run("run", "train", "next");
    compute("run", "train", "weights", "step count 5");
    StoredArtifact result =
        compute("run", "next", "next", "result", input("optimizer", counts.artifact())).artifact();

    LineageGraph graph = ancestors(result.sha256());

    assertThat(graph.nodes())
        .extracting(Node::id)
        .contains(key("next"), key("weights"), "run")
        .doesNotContain(key("other weights"), "other");
    assertThat(graph.others())
        .containsExactly(
            new Other(counts.artifact().sha256(), key("other weights"), "train in train", "other"));
    assertThat(graph.othersInAll()).isEqualTo(1);
  }

  @Test
  void thePlanSaysWhoseBytesWereReadWithinARun() {
    run("run", "r1.train", "r2.train", "r2.next");
    StoredArtifact counts = compute("run", "r1.train", "one", "step count 5").artifact();
    compute("run", "r2.train", "two", "step count 5");
    StoredArtifact result =
        compute("run", "r2.next", "next", "result", input("optimizer", counts)).artifact();
    Upstream plan =
        (task, role, ordinal) ->
            task.equals("r2.next") && role.equals("optimizer") && ordinal == 0
                ? Optional.of(new Upstream.Source("r2.train", false))
                : Optional.empty();

    LineageGraph graph = store.lineage().ancestors(result.sha256(), "run", plan);

    assertThat(graph.edges())
        .contains(new Edge(key("two"), counts.sha256(), "weights"))
        .noneMatch(edge -> edge.from().equals(key("one")) || edge.to().equals(key("one")));
    assertThat(graph.others()).extracting(Other::step).containsExactly(key("one"));
  }

  @Test
  void aResultWasMadeByTheTaskThatThePlanNames() {
    run("other", "t");
    StoredArtifact five = compute("other", "t", "output of five", "5").artifact();
    run("run", "count", "next");
    compute("run", "count", "counted", "weights");
    StoredArtifact result =
        compute("run", "next", "next", "result", input("xcom:count", five)).artifact();
    Upstream plan = (task, role, ordinal) -> Optional.of(new Upstream.Source("count", true));

    LineageGraph graph = store.lineage().ancestors(result.sha256(), "run", plan);

    assertThat(graph.edges())
        .contains(
            new Edge(key("counted"), five.sha256(), "result"),
            new Edge(five.sha256(), key("next"), "xcom:count"));
    assertThat(graph.others()).extracting(Other::step).containsExactly(key("output of five"));
  }

  @Test
  void aFileThatIsKnownBeforehandWasMadeByNoTask() {
    run("other", "export");
    StoredArtifact data = compute("other", "export", "export", "digits").artifact();
    run("run", "split");
    StoredArtifact split =
        compute("run", "split", "split", "ranges", input("data", data)).artifact();
    Upstream plan = (task, role, ordinal) -> Optional.of(new Upstream.Source(null, false));

    LineageGraph graph = store.lineage().ancestors(split.sha256(), "run", plan);

    assertThat(graph.nodes()).extracting(Node::id).doesNotContain(key("export"), "other");
    assertThat(graph.others()).extracting(Other::step).containsExactly(key("export"));
  }

  @Test
  void aRunThatDidNotMakeTheArtifactIsRefused() {
    run("run", "t");
    run("other", "t");
    String made = compute("run", "t", "step", "weights").artifact().sha256();

    assertThat(store.lineage().latestRun(made)).contains("run");
    assertThatThrownBy(() -> store.lineage().ancestors(made, "other", Upstream.UNKNOWN))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("run: other (expected: one whose tasks made the artifact)");
  }

  @Test
  void twentyLayersOfDiamondsAreWalkedOnce() {
    run("run", "t");
    StepArtifact top = new StepArtifact("top", 0, put("data", "top"));
    for (int layer = 0; layer < 20; layer++) {
      Claim claim = taken(request("run", "t", "layer" + layer, top));
      StoredArtifact left = written("weights", layer + "left");
      StoredArtifact right = written("mask", layer + "right");
      claim.commit(List.of(input("left", left), input("right", right)), "{}", List.of());
      Claim join =
          taken(request("run", "t", "join" + layer, input("left", left), input("right", right)));
      top = new StepArtifact("top", 0, written("weights", "joined" + layer));
      join.commit(List.of(top), "{}", List.of());
    }

    LineageGraph graph = ancestors(top.artifact().sha256());

    // 61 artifacts, 40 steps, the run, its configuration and its plan
    assertThat(graph.nodes()).hasSize(104);
    assertThat(graph.edges()).hasSize(20 * 6 + 40 + 2);
  }

  @Test
  void aCycleEnds() {
    run("run", "t");
    StepArtifact a = new StepArtifact("a", 0, put("weights", "a"));
    StepArtifact b = new StepArtifact("b", 0, put("weights", "b"));
    taken(request("run", "t", "forth", a)).commit(List.of(b), "{}", List.of());
    taken(request("run", "t", "back", b)).commit(List.of(a), "{}", List.of());

    LineageGraph graph = ancestors(a.artifact().sha256());

    assertThat(graph.nodes()).hasSize(7);
    assertThat(graph.edges())
        .contains(
            new Edge(key("back"), a.artifact().sha256(), "a"),
            new Edge(a.artifact().sha256(), key("forth"), "a"));
  }

  @Test
  void aCapCutsTheGraphAndSaysSo() {
    run("run", "t");
    StepArtifact output = new StepArtifact("weights", 0, put("weights", "0"));
    for (int i = 1; i <= 10; i++) {
      output = compute("run", "t", "step" + i, "weights " + i, output);
    }
    String last = output.artifact().sha256();

    LineageGraph graph =
        ((SqlStore) store)
            .database()
            .snapshot(handle -> new Ancestry(handle, null, Upstream.UNKNOWN, 8).of(last));

    assertThat(graph.truncated()).isTrue();
    assertThat(graph.nodes()).hasSize(8 + 3);
    List<String> ids = graph.nodes().stream().map(Node::id).toList();
    assertThat(graph.edges()).allSatisfy(e -> assertThat(ids).contains(e.from(), e.to()));
  }

  @Test
  void anUnknownDigestIsRefused() {
    assertThatThrownBy(() -> ancestors("0".repeat(64)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected: an artifact of this store");
  }
}
