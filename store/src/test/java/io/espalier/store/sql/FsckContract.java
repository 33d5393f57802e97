package io.espalier.store.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.store.Stores;
import io.espalier.store.check.FsckReport;
import io.espalier.store.step.ClaimOutcome;
import io.espalier.store.step.StepOutput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

abstract class FsckContract extends StoreContract {
  private StepOutput output;

  FsckContract(Place place) {
    super(place);
    output = new StepOutput("none", 0, NOTHING);
  }

  @BeforeEach
  void aRunWithOneResult() {
    run("run", "t");
    output = compute("run", "t", "step", "weights");
  }

  private FsckReport fsck() {
    return Stores.fsck(store, bytes -> {});
  }

  private Path file() {
    return folder
        .resolve("objects/sha256")
        .resolve(output.artifact().sha256().substring(0, 2))
        .resolve(output.artifact().sha256());
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
    Files.writeString(folder.resolve("tmp/killed.part"), "half");
    Files.writeString(file().resolveSibling("README"), "?");

    FsckReport report = fsck();

    assertThat(report.problems()).isEmpty();
    assertThat(report.notes())
        .hasSize(3)
        .anySatisfy(n -> assertThat(n).contains(orphan, "orphan"))
        .anySatisfy(n -> assertThat(n).contains("killed.part", "never finished"))
        .anySatisfy(n -> assertThat(n).contains("README"));
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
