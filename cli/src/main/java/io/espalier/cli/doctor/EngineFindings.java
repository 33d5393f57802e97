package io.espalier.cli.doctor;

import io.espalier.catalog.ExecutorDescriptor.Lack;
import io.espalier.cli.session.Executors;
import io.espalier.engine.Executor;
import io.espalier.engine.ExecutorStart;
import io.espalier.engine.ExecutorStartException;
import io.espalier.engine.HostRuntime;
import io.espalier.engine.NumericRuntime;
import io.espalier.engine.dl4j.NativeBuild;
import io.espalier.kernel.Kernels;
import io.espalier.service.answer.DoctorAnswer.Finding;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What {@code doctor} says of the numeric side: executors, kernels, native build, helpers. */
final class EngineFindings {
  private static final String HELPERS = "org.eclipse.deeplearning4j.helpers.disable";

  private EngineFindings() {}

  static List<Finding> of() {
    List<Finding> findings = new ArrayList<>();
    Executors.all().forEach(executor -> findings.add(executor(executor)));
    NumericRuntime plain = HostRuntime.plain();
    findings.add(Finding.ok("cpu", plain.osArch() + ", features: " + plain.cpuFeatures()));
    findings.add(kernels(Kernels.get().name()));
    if (NativeBuild.forCuda()) {
      findings.add(Finding.ok("native build", "for CUDA"));
    } else {
      findings.add(classifier(System.getProperty("espalier.nd4j.extension"), plain.cpuFeatures()));
      findings.add(helpers(System.getProperty(HELPERS)));
    }
    return findings;
  }

  private static Finding executor(Executor executor) {
    String subject = "executor " + executor.name();
    Lack ofBuild = executor.lackingBuild().orElse(null);
    if (ofBuild != null) {
      return Finding.note(subject, ofBuild.found(), ofBuild.mend());
    }
    Lack ofMachine = executor.lacking().orElse(null);
    if (ofMachine != null) {
      return Finding.bad(subject, ofMachine.found(), ofMachine.mend());
    }
    try {
      NumericRuntime runtime = ExecutorStart.tryOut(executor);
      return Finding.ok(
          subject,
          String.join(
              ", ",
              runtime.backend(),
              "BLAS " + runtime.blas(),
              runtime.threads() + " thread(s)",
              runtime.device()));
    } catch (ExecutorStartException e) {
      return Finding.bad(subject, e.found(), e.mend());
    }
  }

  /** What the executor {@code jvm} computes on. */
  static Finding kernels(String name) {
    return name.equals("plain")
        ? Finding.slow(
            "kernels",
            "plain Java: the executor jvm gives the same bits several times more slowly",
            "start through the launcher with a JDK that has the module jdk.incubator.vector")
        : Finding.ok("kernels", name);
  }

  /** The native build in use against the best one for this CPU. */
  static Finding classifier(@Nullable String used, String cpuFeatures) {
    List<String> features = List.of(cpuFeatures.split(" ", -1));
    String best =
        features.contains("avx512f") && features.contains("avx512bw")
            ? "-onednn-avx512"
            : features.contains("avx2")
                ? "-onednn-avx2"
                : features.contains("asimd") ? "" : "-onednn";
    if (used == null) {
      return Finding.note(
          "native build",
          "not known: this was not started by the launcher",
          "start through the launcher, which chooses \"" + best + "\" here");
    }
    return used.equals(best)
        ? Finding.ok("native build", "\"" + used + "\", the best for this CPU")
        : Finding.slow(
            "native build",
            "\"" + used + "\", but this CPU could use \"" + best + "\"",
            "unset ESPALIER_ND4J_EXTENSION, or set it to " + best);
  }

  private static Finding helpers(@Nullable String disabled) {
    return "false".equals(disabled)
        ? Finding.ok("helpers", "oneDNN helpers are on")
        : Finding.slow(
            "helpers",
            "oneDNN helpers are off: convolutions are several times slower",
            "start through the launcher, or add -D" + HELPERS + "=false");
  }
}
