package io.espalier.cli;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A shared store for each test, none of whose workers outlives it. */
abstract class FleetFixture {
  /** Iterations of a training in these tests. */
  static final long ITERATIONS = 300;

  @TempDir Path folder;
  FleetBed bed;

  @BeforeEach
  void open() throws IOException {
    bed = new FleetBed(folder);
  }

  @AfterEach
  void leaveNoneBehind() {
    // There is none where a test is skipped.
    if (bed != null) {
      bed.close();
    }
  }
}
