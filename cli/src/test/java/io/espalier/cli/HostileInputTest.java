package io.espalier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Input that lies, floods or escapes: one clear error, and not a byte of the store is another. */
class HostileInputTest {
  @TempDir static Path folder;

  private static Path file;
  private static Path home;

  @BeforeAll
  static void makeAStore() throws Exception {
    home = folder.resolve("store");
    file = TinyExperiment.write(folder, 8);
    CommandLineRun run = CommandLineRun.of(home, "run", file.toString());
    assertThat(run.exitCode()).as(run.err()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "train.iterations=abc",
        "train.iterations=-1",
        "train.iterations=99999999999999999999",
        "train.batch=[1, 2]",
        "prune.fraction=.nan",
        "prune.fraction=.inf",
        "prune.fraction=-0.2",
        "prune.criterion=magnitud",
        "prune.bogus=1",
        "seed=-1",
        "name=../../elsewhere",
        "name=a'; DROP TABLE run; --",
        "arms=5",
        "=",
        "nothing"
      })
  void parametersOutOfRangeOrOfAnotherType(String setting) throws Exception {
    refused("run", file.toString(), "--set", setting);
  }

  @Test
  void experimentFilesThatFloodOrLie() throws Exception {
    String good = Files.readString(file);
    for (String hostile :
        List.of(
            good + "\nname: again\n",
            "a: &a [x, x]\n" + "b: [" + "*a, ".repeat(50) + "*a]\n",
            "name: " + "[".repeat(10_000) + "]".repeat(10_000),
            "name: !!java.net.URL [\"http://127.0.0.1/\"]\n",
            good + "#" + "x".repeat(2_000_000),
            good + "\u0000",
            "")) {
      refused("run", Files.writeString(folder.resolve("hostile.yaml"), hostile).toString());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"../../etc/passwd", "..", "objects/sha256", "%2e%2e%2f", "ABCDEF", ""})
  void artifactNamesThatAreNoDigests(String name) throws Exception {
    refused("lineage", name);
    refused("export", name, folder.resolve("exported").toString());
    assertThat(folder.resolve("exported")).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"store.mv.db", "new", "objects/../new", "data/new"})
  void filesInsideOfTheStoreAreNeverWritten(String name) throws Exception {
    String shown = CommandLineRun.of(home, "show", "--json").out();
    String weights = new ObjectMapper().readTree(shown).at("/results/0/weights").asText();
    String place = home.resolve(name).toString();
    String link = folder.resolve("link").toString();
    Files.deleteIfExists(Path.of(link));
    Files.createSymbolicLink(Path.of(link), home);

    refused("export", weights, place);
    refused("export", "--force", weights, place);
    refused("export", "--force", weights, link + "/" + name);
    refused("export", "--force", "--arm", "ticket", "--round", "1", place);
    refused("export", "--force", "--arm", "ticket", "--round", "1", link + "/nowhere/../" + name);
  }

  @ParameterizedTest
  @ValueSource(strings = {"../../etc/passwd", "' OR '1'='1", "%", "_"})
  void runsAndTasksThatAreQueriesOrPaths(String name) throws Exception {
    refused("show", name);
    refused("logs", name);
    refused("why", name);
    refused("export", "--arm", name, "--round", "1", folder.resolve("exported").toString());
    assertThat(folder.resolve("exported")).doesNotExist();
  }

  @Test
  void dataFilesThatLie() throws Exception {
    Path idx = Files.createDirectory(folder.resolve("idx"));
    ByteBuffer header = ByteBuffer.allocate(16).putInt(0x803).putInt(Integer.MAX_VALUE);
    byte[] lie = header.putInt(Integer.MAX_VALUE).putInt(Integer.MAX_VALUE).array();
    for (String part : List.of("train-images", "t10k-images")) {
      Files.write(idx.resolve(part + "-idx3-ubyte"), lie);
    }
    for (String part : List.of("train-labels", "t10k-labels")) {
      Files.write(idx.resolve(part + "-idx1-ubyte.gz"), new byte[] {0x1f, (byte) 0x8b, 8, 0});
    }
    refused("data", "import", "mnist", idx.toString());
    Path cifar = Files.createDirectory(folder.resolve("cifar"));
    for (int i = 1; i <= 5; i++) {
      Files.write(cifar.resolve("data_batch_" + i + ".bin"), new byte[3073 * 2 - 1]);
    }
    Files.write(cifar.resolve("test_batch.bin"), new byte[3073]);
    refused("data", "import", "cifar-10", cifar.toString());
    refused("data", "import", "../mnist", idx.toString());
  }

  private static void refused(String... arguments) throws Exception {
    Map<String, String> before = store();
    CommandLineRun run = CommandLineRun.of(home, arguments);
    assertThat(run.exitCode()).as(run.err()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err().lines())
        .singleElement()
        .asString()
        .startsWith("espalier: ")
        .hasSizeLessThan(600);
    assertThat(store()).isEqualTo(before);
  }

  /** Every file of the store but its log and its locks, with its digest. */
  private static Map<String, String> store() throws Exception {
    Map<String, String> files = new TreeMap<>();
    try (Stream<Path> all = Files.walk(home)) {
      for (Path path : all.filter(Files::isRegularFile).toList()) {
        String name = home.relativize(path).toString();
        if (!name.startsWith("logs") && !name.endsWith(".lock")) {
          byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(path));
          files.put(name, HexFormat.of().formatHex(digest));
        }
      }
    }
    return files;
  }
}
