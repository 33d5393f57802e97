package io.espalier.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.espalier.dag.walk.Vectors;
import io.espalier.plan.DagDefinition;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code --plugins DIR}: jars of users beside what Espalier brings. */
class PluginsTest {
  @TempDir Path folder;
  @TempDir Path work;
  private Path jar;
  private final List<String> misnamed = new ArrayList<>();

  @BeforeEach
  void nameTheJar() {
    jar = folder.resolve("mine.jar");
  }

  @Test
  void aCriterionFromAJarIsFoundByItsNameWithTheDigestOfItsJar() throws Exception {
    JarMaker.make(work, jar, Map.of("Mine", criterion("Mine", "mine", "1")), "Mine");

    Catalog catalog = TestCatalog.get().withPlugins(folder, misnamed::add);

    assertThat(catalog.names(CriterionDescriptor.class)).contains("magnitude", "mine");
    assertThat(catalog.plugins()).containsExactly(Map.entry("criterion/mine", sha256(jar)));
  }

  @Test
  void theCodeStaysWhatItWasWhenTheJarIsReplacedLater() throws Exception {
    String helper = "class Helper { static int version() { return 7; } }";
    Map<String, String> sources =
        Map.of("Mine", criterion("Mine", "mine", "Helper.version()"), "Helper", helper);
    JarMaker.make(work, jar, sources, "Mine");
    Catalog catalog = TestCatalog.get().withPlugins(folder, misnamed::add);

    Files.writeString(jar, "overwritten");

    assertThat(catalog.get(CriterionDescriptor.class, "mine").version()).isEqualTo(7);
  }

  @Test
  void twoJarsMayHoldClassesOfTheSameName() throws Exception {
    JarMaker.make(work, jar, Map.of("Mine", criterion("Mine", "mine", "1")), "Mine");
    Path other = Files.createDirectory(work.resolve("other"));
    JarMaker.make(
        other, folder.resolve("b.jar"), Map.of("Mine", criterion("Mine", "other", "1")), "Mine");

    Catalog catalog = TestCatalog.get().withPlugins(folder, misnamed::add);

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
  void aNameThatNoFileCouldSpellIsLeftOutAndTheOthersLoad() throws Exception {
    JarMaker.make(
        work,
        jar,
        Map.of(
            "Mine", criterion("Mine", "My Criterion", "1"),
            "Yours", criterion("Yours", "yours", "1"),
            "Spaced", dag("Spaced", "my dag")),
        "Mine",
        "Yours",
        "Spaced");

    Catalog catalog = TestCatalog.get().withPlugins(folder, misnamed::add);

    assertThat(catalog.names(CriterionDescriptor.class)).contains("yours");
    assertThat(misnamed)
        .containsExactly(
            jar
                + ": Mine is left out: name: \"My Criterion\" (expected: 1 to 100 lower-case letters,"
                + " digits, dots, dashes and underscores, the first a letter or a digit)",
            jar
                + ": Spaced is left out: name: \"my dag\" (expected: 1 to 250 letters, digits, dots,"
                + " dashes and underscores)");
  }

  @Test
  void aDagHasAnyNameThatAirflowTakes() throws Exception {
    List<String> names = new ArrayList<>();
    Map<String, String> sources = new TreeMap<>();
    for (JsonNode one : Vectors.read("ids").get("dag_ids")) {
      String name = one.get("id").asText();
      if (one.get("id").isTextual() && one.get("ok").asBoolean() && !name.endsWith("\n")) {
        sources.put("Dag" + names.size(), dag("Dag" + names.size(), name));
        names.add(name);
      }
    }
    JarMaker.make(work, jar, sources, sources.keySet().toArray(String[]::new));

    Catalog catalog = TestCatalog.get().withPlugins(folder, misnamed::add);

    assertThat(misnamed).isEmpty();
    assertThat(names).hasSizeGreaterThan(10);
    assertThat(catalog.names(DagDefinition.class)).containsExactlyInAnyOrderElementsOf(names);
  }

  @Test
  void whatIsNoJarIsRefused() throws IOException {
    Files.writeString(jar, "no jar at all");

    assertThatThrownBy(() -> TestCatalog.get().withPlugins(folder, misnamed::add))
        .isInstanceOf(PluginException.class)
        .hasMessageStartingWith(jar + ": cannot be read as a jar: ");
  }

  @Test
  void aJarWhoseCommentsAreNoTextIsRefused() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JarOutputStream out = new JarOutputStream(bytes)) {
      JarEntry services = new JarEntry("META-INF/services/" + Descriptor.class.getName());
      services.setComment("?");
      out.putNextEntry(services);
    }
    byte[] file = bytes.toByteArray();
    int end = 22;
    assertThat(file[file.length - end - 1]).isEqualTo((byte) '?');
    file[file.length - end - 1] = (byte) 0xff;
    Files.write(jar, file);

    assertThatThrownBy(() -> TestCatalog.get().withPlugins(folder, misnamed::add))
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
    assertThatThrownBy(() -> TestCatalog.get().withPlugins(folder, misnamed::add))
        .hasMessage(folder + ": no jar in it (expected: a folder with jars)");
    assertThatThrownBy(() -> TestCatalog.get().withPlugins(folder.resolve("none"), misnamed::add))
        .hasMessage(folder.resolve("none") + ": not a folder (expected: a folder with jars)");
  }

  private void refused(String message) {
    assertThatThrownBy(() -> TestCatalog.get().withPlugins(folder, misnamed::add))
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

  private static String dag(String type, String name) {
    return """
    import io.espalier.plan.*;
    public final class %s implements DagDefinition {
      public String name() { return "%s"; }
      public int version() { return 1; }
      public String summary() { return "For a test."; }
      public void define(DagBuilder dag) {}
    }
    """
        .formatted(type, name);
  }

  private static String sha256(Path file) throws IOException, NoSuchAlgorithmException {
    byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
    return HexFormat.of().formatHex(digest);
  }
}
