package io.espalier.cli;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A folder for each test, and commands in JVMs of their own, none of which outlives it. */
abstract class ChildrenFixture {
  /** Iterations of a training in these tests. */
  static final long ITERATIONS = 300;

  @TempDir Path folder;
  Children children = new Children(Path.of(""));

  @BeforeEach
  void inTheFolder() {
    children = new Children(folder);
  }

  @AfterEach
  void leaveNoneBehind() {
    children.close();
  }
}
