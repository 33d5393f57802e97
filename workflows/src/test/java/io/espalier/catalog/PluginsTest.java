package io.espalier.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code --plugins DIR}: jars of users beside what Espalier brings. */
class PluginsTest {
  @TempDir Path folder;
  @TempDir Path work;
  private Path jar;

  @BeforeEach
  void nameTheJar() {
    jar = folder.resolve("mine.jar");
  }

  @Test
  void aCriterionFromAJarIsFoundByItsNameWithTheDigestOfItsJar() throws Exception {
    JarMaker.make(work, jar, Map.of("Mine", criterion("Mine", "mine", "1")), "Mine");

    Catalog catalog = TestCatalog.get().withPlugins(folder);

    assertThat(catalog.names(CriterionDescriptor.class)).contains("magnitude", "mine");
    assertThat(catalog.plugins()).containsExactly(Map.entry("criterion/mine", sha256(jar)));
  }

  @Test
  void theCodeStaysWhatItWasWhenTheJarIsReplacedLater() throws Exception {
    String helper = "class Helper { static int version() { return 7; } }";
    Map<String, String> sources =
        Map.of("Mine", criterion("Mine", "mine", "Helper.version()"), "Helper", helper);
    JarMaker.make(work, jar, sources, "Mine");
    Catalog catalog = TestCatalog.get().withPlugins(folder);

    Files.writeString(jar, "overwritten");

    assertThat(catalog.get(CriterionDescriptor.class, "mine").version()).isEqualTo(7);
  }

  @Test
  void twoJarsMayHoldClassesOfTheSameName() throws Exception {
    JarMaker.make(work, jar, Map.of("Mine", criterion("Mine", "mine", "1")), "Mine");
    Path other = Files.createDirectory(work.resolve("other"));
    JarMaker.make(
        other, folder.resolve("b.jar"), Map.of("Mine", criterion("Mine", "other", "1")), "Mine");

    Catalog catalog = TestCatalog.get().withPlugins(folder);

    assertThat(catalog.names(CriterionDescriptor.class)).contains("mine", "other");
  }

  @Test
  void aNameThatExistsIsRefused() throws Exception {
    JarMaker.make(work, jar, Map.of("Mine", criterion("Mine", "magnitude", "1")), "Mine");

    refused(
        "Mine takes the name criterion/magnitude, which is already taken by Espalier itself: give"
            + " it another name");
  }

  @Test
  void aNameThatTwoJarsTakeIsRefused() throws Exception {
    JarMaker.make(work, folder.resolve("a.jar"), Map.of("A", criterion("A", "same", "1")), "A");
    Path other = Files.createDirectory(work.resolve("other"));
    JarMaker.make(other, jar, Map.of("B", criterion("B", "same", "1")), "B");

    refused(
        "B takes the name criterion/same, which is already taken by "
            + folder.resolve("a.jar")
            + ": give it another name");
  }

  @Test
  void aNameThatNoFileCouldSpellIsRefused() throws Exception {
    JarMaker.make(work, jar, Map.of("Mine", criterion("Mine", "My Criterion", "1")), "Mine");

    refused("Mine has the name My Criterion (expected: lower case, digits, dashes)");
  }

  @Test
  void whatIsNoJarIsRefused() throws IOException {
    Files.writeString(jar, "no jar at all");

    assertThatThrownBy(() -> TestCatalog.get().withPlugins(folder))
        .isInstanceOf(PluginException.class)
        .hasMessageStartingWith(jar + ": cannot be read as a jar: ");
  }

  @Test
  void aJarThatDeclaresNothingIsRefused() throws IOException {
    JarMaker.make(work, jar, Map.of("Mine", criterion("Mine", "mine", "1")));

    refused(
        "declares nothing (expected: class names in META-INF/services/io.espalier.catalog.Descriptor;"
            + " libraries that a plugin needs belong into its own jar)");
  }

  @Test
  void classesThatDoNotLoadAreNamed() throws IOException {
    JarMaker.make(work, jar, Map.of(), "Missing");
    refused("declares Missing, but does not contain it");

    JarMaker.make(work, jar, Map.of("Plain", "public class Plain {}"), "Plain");
    refused("declares Plain, which is no Descriptor");

    JarMaker.make(work, jar, Map.of("Hidden", "class Hidden { Hidden(int x) {} }"), "Hidden");
    refused("Hidden has no public constructor without parameters");

    String failing =
        "public class Failing { static { if (true) throw new RuntimeException(\"oh\"); } }";
    JarMaker.make(work, jar, Map.of("Failing", failing), "Failing");
    refused("Failing does not load: java.lang.RuntimeException: oh");

    JarMaker.make(work, jar, Map.of(), TestCatalog.class.getName());
    refused("declares io.espalier.catalog.TestCatalog, which is a class of Espalier itself");
  }

  @Test
  void aFolderWithoutJarsIsRefused() {
    assertThatThrownBy(() -> TestCatalog.get().withPlugins(folder))
        .hasMessage(folder + ": no jar in it (expected: a folder with jars)");
    assertThatThrownBy(() -> TestCatalog.get().withPlugins(folder.resolve("none")))
        .hasMessage(folder.resolve("none") + ": not a folder (expected: a folder with jars)");
  }

  private void refused(String message) {
    assertThatThrownBy(() -> TestCatalog.get().withPlugins(folder))
        .isInstanceOf(PluginException.class)
        .hasMessage(jar + ": " + message);
  }

  private static String criterion(String type, String name, String version) {
    return """
    import io.espalier.catalog.*;
    import java.util.Set;
    public final class %s implements CriterionDescriptor {
      public String name() { return "%s"; }
      public int version() { return %s; }
      public String summary() { return "For a test."; }
      public Set<Granularity> granularities() { return Set.of(Granularity.WEIGHT); }
    }
    """
        .formatted(type, name, version);
  }

  private static String sha256(Path file) throws IOException, NoSuchAlgorithmException {
    byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
    return HexFormat.of().formatHex(digest);
  }
}
