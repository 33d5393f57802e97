package io.espalier.store.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.state.RunState;
import io.espalier.store.artifact.StoredArtifact;
import io.espalier.store.audit.AuditLog;
import io.espalier.store.check.Copies;
import io.espalier.store.check.FsckReport;
import io.espalier.store.open.Stores;
import io.espalier.store.step.Checkpoint;
import io.espalier.store.step.Claim;
import io.espalier.store.step.ClaimOutcome;
import io.espalier.store.step.IrreproducibleException;
import io.espalier.store.step.StepArtifact;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

abstract class FsckContract extends StoreContract {
  private StepArtifact output;

  FsckContract(Place place) {
    super(place);
    output = new StepArtifact("none", 0, NOTHING);
  }

  @BeforeEach
  void aRunWithOneResult() {
    run("run", "t");
    output = compute("run", "t", "step", "weights");
  }

  private FsckReport repair() {
    return Stores.repair(store, Copies.NONE, bytes -> {});
  }

  private List<String> audited(String chain, String kind) {
    return store.audit().events(chain).stream()
        .filter(event -> event.kind().equals(kind))
        .map(AuditLog.Event::body)
        .toList();
  }

  private void assertWholeAgain() {
    assertThat(fsck().problems()).isEmpty();
    assertThat(store.audit().verify(List.of()).ok()).isTrue();
  }

  private FsckReport fsck() {
    return Stores.fsck(store, bytes -> {});
  }

  private Path file() {
    return file(output.artifact().sha256());
  }

  @Test
  void aWholeStoreHasNoProblems() {
    List<Long> progress = new ArrayList<>();

    FsckReport report = Stores.fsck(store, progress::add);

    assertThat(report).isEqualTo(new FsckReport(3, 9 + 11 + 7, List.of(), List.of()));
    assertThat(progress).endsWith(27L).isSorted();
    assertThat(number("SELECT COUNT(*) FROM artifact WHERE verified_at IS NOT NULL")).isEqualTo(3);
  }

  @Test
  void damageIsAProblemIsMarkedAndReopensTheStep() throws IOException {
    Files.writeString(file(), "weightX");

    FsckReport report = fsck();

    assertThat(report.problems())
        .singleElement()
        .asString()
        .contains(output.artifact().sha256(), "damaged");
    assertThat(store.steps().claim(request("run", "t", "step")))
        .isInstanceOf(ClaimOutcome.Taken.class);
  }

  @Test
  void missingAndTruncatedFilesAreProblems() throws IOException {
    Files.writeString(file(), "wei");
    assertThat(fsck().problems()).singleElement().asString().contains("3 bytes");
    Files.delete(file());
    assertThat(fsck().problems()).singleElement().asString().contains("missing");
  }

  @Test
  void aFileThatIsWholeAgainIsForgiven() throws IOException {
    Files.writeString(file(), "weightX");
    assertThat(fsck().problems()).hasSize(1);
    Files.writeString(file(), "weights");

    FsckReport report = fsck();

    assertThat(report.problems()).isEmpty();
    assertThat(report.notes()).singleElement().asString().contains("whole again");
    assertThat(store.steps().claim(request("run", "t", "step")))
        .isInstanceOf(ClaimOutcome.Recorded.class);
  }

  @Test
  void orphansAndUnfinishedFilesAreOnlyNoted() throws IOException {
    String orphan = written("weights", "orphan").sha256();
    if (place().filed()) {
      Files.writeString(folder.resolve("tmp/killed.part"), "half");
    }
    Path file = file();
    Files.copy(file, file.resolveSibling("README"), StandardCopyOption.COPY_ATTRIBUTES);

    FsckReport report = fsck();

    assertThat(report.problems()).isEmpty();
    assertThat(report.notes())
        .hasSize(place().filed() ? 3 : 2)
        .anySatisfy(n -> assertThat(n).contains(orphan, "orphan"))
        .anySatisfy(n -> assertThat(n).contains("README"));
    if (place().filed()) {
      assertThat(report.notes())
          .anySatisfy(n -> assertThat(n).contains("killed.part", "never finished"));
    }
  }

  @Test
  void aProblemSaysWhatTheBytesWereForAndWhatToDo() throws IOException {
    store.runs().update("run", RunState.RUNNING, null);
    run("later", "u");
    compute("later", "u", "reader", "more", new StepArtifact("weights", 0, output.artifact()));
    Files.writeString(file(), "weightX");

    assertThat(fsck().problems())
        .singleElement()
        .asString()
        .contains("output weights of step " + key("step").substring(0, 12))
        .contains("train, task t of run run", "1 step read it, numbers rest on it")
        .contains("`espalier fsck --repair`");
  }

  @Test
  void aRepairedOutputWaitsForItsStepWhichMustReproduceIt() throws IOException {
    Files.writeString(file(), "weightX");

    FsckReport report = repair();

    assertThat(report.problems()).isEmpty();
    assertThat(report.notes())
        .singleElement()
        .asString()
        .contains("reopened", "`espalier resume run`");
    assertWholeAgain();
    assertThat(audited("run", "step.reopened"))
        .singleElement()
        .asString()
        .contains(output.artifact().sha256());
    assertThat(store.tasks().damaged("run")).containsExactly("t");
    Claim claim = taken(request("run", "t", "step"));
    claim.commit(List.of(output("weights", "weights")), "{}", List.of());
    assertThat(fsck())
        .extracting(FsckReport::problems, FsckReport::notes)
        .containsExactly(List.of(), List.of());
    assertThat(store.tasks().damaged("run")).isEmpty();
  }

  @Test
  void aDamagedLogIsDroppedAndThatIsRecorded() throws IOException {
    run("logged", "t");
    Claim claim = taken(request("logged", "t", "logged"));
    Files.writeString(claim.logFile(), "what happened");
    claim.commit(List.of(output("weights", "of logged")), "{}", List.of());
    String log = String.valueOf(store.steps().attempts(key("logged")).get(0).logDigest());
    Files.writeString(file(log), "what happeneX");

    assertThat(fsck().problems())
        .singleElement()
        .asString()
        .contains("log of attempt 1 at task t of run logged", "no number rests on it");
    FsckReport report = repair();

    assertThat(report.problems()).isEmpty();
    assertThat(report.notes()).singleElement().asString().contains("dropped", "damaged");
    assertThat(store.steps().attempts(key("logged")).get(0).logDigest()).isNull();
    assertThat(audited("logged", "artifact.dropped")).singleElement().asString().contains(log);
    assertThat(place().aside(folder, log))
        .as("what is left stays, for a person to read")
        .hasContent("what happeneX");
    assertWholeAgain();
  }

  @Test
  void aDamagedCheckpointIsDroppedAndTheTrainingGoesOnFromTheOneBeforeIt() throws IOException {
    run("half", "t");
    Claim claim = taken(request("half", "t", "half"));
    StoredArtifact older = written("checkpoint", "at 10");
    StoredArtifact newer = written("checkpoint", "at 20");
    claim.checkpoint(10, older, List.of());
    claim.checkpoint(20, newer, List.of());
    claim.release("stopped");
    Files.delete(file(newer.sha256()));

    assertThat(fsck().problems())
        .singleElement()
        .asString()
        .contains("checkpoint at iteration 20 of task t of run half", "no number rests on it");
    assertThat(repair().problems()).isEmpty();

    assertThat(audited("half", "artifact.dropped")).hasSize(1);
    assertWholeAgain();
    assertThat(taken(request("half", "t", "half")).checkpoint().map(Checkpoint::iteration))
        .contains(10L);
  }

  @Test
  void whatNothingRefersToIsDroppedInTheChainOfTheStore() throws IOException {
    String forgotten = put("checkpoint", "forgotten").sha256();
    Files.writeString(file(forgotten), "?");

    assertThat(fsck().problems()).singleElement().asString().contains("nothing refers to it");
    assertThat(repair().problems()).isEmpty();

    assertThat(store.audit().events("@store"))
        .extracting(AuditLog.Event::kind)
        .containsExactly("store.begun", "artifact.dropped");
    assertWholeAgain();
    assertThat(put("checkpoint", "forgotten").sha256()).as("written anew").isEqualTo(forgotten);
    assertThat(store.artifacts().read(forgotten)).hasSize(9);
    assertWholeAgain();
  }

  @Test
  void aDataFileIsTakenFromACopyAndElseStaysAProblem() throws IOException {
    StoredArtifact data = put("data", "pixels");
    run("split", "s");
    compute("split", "s", "split", "ranges", new StepArtifact("data", 0, data));
    Files.writeString(file(data.sha256()), "pixelX");

    assertThat(repair().problems())
        .singleElement()
        .asString()
        .contains("input data of task s of run split", "numbers rest on it")
        .contains("`espalier data fetch NAME`", "`espalier data import NAME SOURCE`");
    Path wrong = Files.writeString(folder.resolve("wrong"), "pixelY");
    assertThat(repair(data, wrong).problems()).as("a copy of other bytes").hasSize(1);
    Path copy = Files.writeString(folder.resolve("copy"), "pixels");
    FsckReport report = repair(data, copy);

    assertThat(report.problems()).isEmpty();
    assertThat(report.notes()).singleElement().asString().contains("restored from data/x");
    assertThat(audited("split", "artifact.restored"))
        .singleElement()
        .asString()
        .contains(data.sha256(), "data/x");
    assertWholeAgain();
  }

  private FsckReport repair(StoredArtifact of, Path copy) {
    return Stores.repair(
        store,
        artifact ->
            artifact.sha256().equals(of.sha256())
                ? Optional.of(new Copies.Copy(copy, "data/x"))
                : Optional.empty(),
        bytes -> {});
  }

  @Test
  void theOutputOfAStepThatIsClosedForGoodIsDropped() throws IOException {
    Files.writeString(file(), "weightX");
    repair();
    Claim claim = taken(request("run", "t", "step"));
    assertThatThrownBy(() -> claim.commit(List.of(output("weights", "others")), "{}", List.of()))
        .isInstanceOf(IrreproducibleException.class);
    assertThat(fsck().problems()).hasSize(1);

    assertThat(repair().problems()).isEmpty();

    assertThat(audited("run", "artifact.dropped")).hasSize(1);
    assertWholeAgain();
  }

  @Test
  void deletedOutputsAndUselessCheckpointsAreRepairedToo() {
    change("UPDATE artifact SET state = 'DELETED' WHERE sha256 = ?", output.artifact().sha256());
    run("half", "t");
    Claim claim = taken(request("half", "t", "half"));
    claim.checkpoint(10, written("checkpoint", "at 10"), List.of());
    change("UPDATE artifact SET state = 'DELETED' WHERE kind = 'checkpoint'");
    assertThat(fsck().problems()).hasSize(2);

    assertThat(repair().problems()).isEmpty();

    assertThat(audited("run", "step.reopened")).hasSize(1);
    assertThat(audited("half", "checkpoint.dropped")).hasSize(1);
    assertWholeAgain();
  }

  @Test
  void rowsThatDoNotFitTogetherAreProblems() {
    change("UPDATE artifact SET state = 'DELETED' WHERE sha256 = ?", output.artifact().sha256());
    assertThat(fsck().problems())
        .singleElement()
        .asString()
        .contains("output weights of completed step " + key("step") + " is DELETED");

    change("UPDATE attempt SET state = 'FAILED'");
    assertThat(fsck().problems()).anySatisfy(p -> assertThat(p).contains("was not won"));
  }
}
