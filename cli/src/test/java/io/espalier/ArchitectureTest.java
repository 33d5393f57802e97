package io.espalier;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.INTERFACES;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameStartingWith;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.espalier.catalog.Descriptor;
import io.espalier.data.split.SplitData;

/** The walls between the rooms; the Maven modules hold the rest. */
@AnalyzeClasses(
    packages = "io.espalier",
    importOptions = {DoNotIncludeTests.class, ArchitectureTest.NoTestJars.class})
final class ArchitectureTest {
  /** Leaves out what other modules' tests lend to those here, which are classes in a jar. */
  static final class NoTestJars implements ImportOption {
    @Override
    public boolean includes(Location location) {
      return !location.contains("-tests.jar");
    }
  }

  private static final String[] TENSOR_LIBRARIES = {"org.nd4j..", "org.deeplearning4j.."};
  private static final String[] SQL_LIBRARIES = {
    "java.sql..", "javax.sql..", "org.jdbi..", "com.zaxxer..", "org.h2..", "org.flywaydb.."
  };

  @ArchTest
  static final ArchRule onlyTheDl4jExecutorKnowsDl4j =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.espalier.engine.dl4j..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(TENSOR_LIBRARIES);

  @ArchTest
  static final ArchRule onlyNativeExecutorsReachNativeMemory =
      noClasses()
          .that()
          .resideOutsideOfPackages("io.espalier.engine.dl4j..", "io.espalier.engine.onednn..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.bytedeco..");

  @ArchTest
  static final ArchRule onlyOnePackageKnowsOneDnn =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.espalier.engine.onednn..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.bytedeco.dnnl..");

  @ArchTest
  static final ArchRule onlyTheStoreSpeaksSql =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.espalier.store.sql..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(SQL_LIBRARIES);

  @ArchTest
  static final ArchRule onlyOnePackageSpeaksToABucket =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.espalier.store.bucket..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("software.amazon.awssdk..");

  @ArchTest
  static final ArchRule onlyTheWalkAndItsWorkersKnowTemporal =
      noClasses()
          .that()
          .resideOutsideOfPackages(
              "io.espalier.run..",
              "io.espalier.step.worker..",
              "io.espalier.cli.server..",
              // The library's warnings about a server that is away.
              "io.espalier.cli.terminal..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.temporal..");

  @ArchTest
  static final ArchRule onlyTheOwnerOfAStoreAnswersOnThePort =
      noClasses()
          .that()
          .resideOutsideOfPackages("io.espalier.cli.owner..")
          .should()
          .dependOnClassesThat()
          .haveFullyQualifiedName("java.net.ServerSocket")
          .orShould()
          .dependOnClassesThat()
          .haveFullyQualifiedName("java.net.Socket")
          .orShould()
          .dependOnClassesThat()
          .resideInAnyPackage("com.sun.net.httpserver..");

  @ArchTest
  static final ArchRule onlyWhatFetchesDataOrNotifiesAsksTheNetwork =
      noClasses()
          .that()
          .resideOutsideOfPackages("io.espalier.data.fetch..", "io.espalier.cli.notify..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("java.net.http..")
          .orShould()
          .dependOnClassesThat()
          .areAssignableTo(java.net.URLConnection.class);

  /** Files are the matter of these; all others get bytes, streams or names. */
  @ArchTest
  static final ArchRule filesStayInTheirRooms =
      noClasses()
          .that()
          .resideOutsideOfPackages(
              "io.espalier.bench..",
              "io.espalier.catalog",
              "io.espalier.cli..",
              "io.espalier.data..",
              "io.espalier.engine",
              "io.espalier.engine.dl4j",
              "io.espalier.experiment.load",
              "io.espalier.experiment.read",
              "io.espalier.fault",
              "io.espalier.format",
              "io.espalier.step",
              "io.espalier.step.worker",
              "io.espalier.store.artifact",
              "io.espalier.store.bucket",
              "io.espalier.store.check",
              "io.espalier.store.open",
              "io.espalier.store.place",
              "io.espalier.store.sql",
              "io.espalier.store.sql.artifact",
              "io.espalier.store.sql.claim",
              "io.espalier.store.sql.damage",
              "io.espalier.store.sql.database",
              "io.espalier.store.sql.gc",
              "io.espalier.store.sql.journal",
              "io.espalier.store.step")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("java.nio.file..");

  @ArchTest
  static final ArchRule questionsAndAnswersKnowNoFilesAndNoExitCodes =
      noClasses()
          .that()
          .resideInAPackage("io.espalier.service..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("java.nio.file..", "io.espalier.cli..", "picocli..")
          .orShould()
          .accessField(System.class, "out")
          .orShould()
          .accessField(System.class, "err");

  @ArchTest
  static final ArchRule packagesFormNoCycles =
      slices().matching("io.espalier.(**)").should().beFreeOfCycles();

  /** What is the same for all protocols knows none of them. */
  @ArchTest static final ArchRule noProtocolIsKnownOutsideItsRoom = onlyKnownWithin("protocol");

  /** What is the same for all treatments knows none of them. */
  @ArchTest static final ArchRule noTreatmentIsKnownOutsideItsRoom = onlyKnownWithin("treatment");

  private static ArchRule onlyKnownWithin(String room) {
    String inside = "io.espalier.plan." + room + "..";
    return noClasses()
        .that()
        .resideOutsideOfPackage(inside)
        .should()
        .dependOnClassesThat(
            resideInAPackage(inside).and(not(INTERFACES)).and(assignableTo(Descriptor.class)));
  }

  @ArchTest
  static final ArchRule nothingThatTrainsOrPrunesReadsEvaluations =
      noClasses()
          .that()
          .resideInAnyPackage(
              "io.espalier.train..",
              "io.espalier.score..",
              "io.espalier.prune..",
              "io.espalier.treatment..",
              "io.espalier.mask..",
              "io.espalier.engine..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.espalier.evaluate..", "io.espalier.analyse..", "io.espalier.judge..");

  @ArchTest
  static final ArchRule onlyEvaluationReadsTheTestSplit =
      noClasses()
          .that()
          .resideOutsideOfPackages("io.espalier.evaluate..", "io.espalier.analyse..")
          .should()
          .callMethod(SplitData.class, "test");

  /** Vectors of two widths in one process make the compiler keep some of them on the heap. */
  @ArchTest
  static final ArchRule onlyOneClassChoosesTheWidthOfVectors =
      noClasses()
          .that()
          .doNotHaveFullyQualifiedName("io.espalier.kernel.Species")
          .should()
          .accessTargetWhere(target(nameStartingWith("SPECIES_")));

  /** Airflow's retry delays need another digest than the one that names bytes. */
  @ArchTest
  static final ArchRule digestsAreSetUpInOnePlace =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.espalier.digest")
          .and()
          .doNotHaveFullyQualifiedName("io.espalier.dag.walk.RetryDelay")
          .should()
          .callMethod(java.security.MessageDigest.class, "getInstance", String.class);
}
