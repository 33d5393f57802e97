package io.espalier.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VectorModuleTest {
  @TempDir Path folder;

  /** What a JVM of its own prints for its kernels. */
  static final class Name {
    public static void main(String[] arguments) {
      System.out.println(Kernels.get().name());
    }
  }

  @Test
  void aJvmThatLetsTheModuleInHasVectorsAndPrintsNoWarning() throws Exception {
    assertThat(said("--add-exports=java.base/jdk.internal.module=ALL-UNNAMED"))
        .startsWith("vector");
    assertThat(folder.resolve("err")).isEmptyFile();
  }

  @ParameterizedTest
  @CsvSource({"--add-modules=jdk.incubator.vector, vector", "-Dnothing=said, plain"})
  void withoutThatItDependsOnWhetherTheModuleWasAdded(String flag, String name) throws Exception {
    assertThat(said(flag)).startsWith(name);
  }

  private String said(String flag) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add(flag);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Name.class.getName()));
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    Process jvm =
        new ProcessBuilder(command)
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    int code = jvm.waitFor();
    assertThat(code).as(Files.readString(err)).isZero();
    return Files.readString(out, StandardCharsets.UTF_8).strip();
  }
}
