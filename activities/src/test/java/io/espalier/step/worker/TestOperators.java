package io.espalier.step.worker;

import io.espalier.step.Operator;
import io.espalier.step.StepContext;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Tiny operators with exact results. */
public final class TestOperators {
  private TestOperators() {}

  /** Nothing to set. */
  public record None() {}

  /** How much to add. */
  public record Add(int add) {}

  /** A number. */
  public record Total(long value) {}

  /** How far to count. */
  record Count(long until) {}

  static byte[] bytes(long number) {
    return Long.toString(number).getBytes(StandardCharsets.UTF_8);
  }

  static long number(byte[] bytes) {
    return Long.parseLong(new String(bytes, StandardCharsets.UTF_8));
  }

  /** Code of an operator. */
  @FunctionalInterface
  public interface Code<P> {
    @Nullable Object run(P parameters, StepContext context) throws Exception;
  }

  /** An operator made of its parts. */
  public record Kind<P extends Record>(
      String name, Class<P> parameters, int version, boolean memoised, Code<P> code)
      implements Operator<P> {
    @Override
    public String summary() {
      return "Of a test.";
    }

    @Override
    public @Nullable Object run(P parameters, StepContext context) throws Exception {
      return code.run(parameters, context);
    }
  }

  public static Kind<None> operator(String name, Code<None> code) {
    return new Kind<>(name, None.class, 1, true, code);
  }

  /** Adds to its input {@code n}, if it has one; counts its runs. */
  public static Kind<Add> sum(AtomicInteger runs) {
    return new Kind<>(
        "sum",
        Add.class,
        1,
        true,
        (parameters, context) -> {
          runs.incrementAndGet();
          long n = context.optionalInput("n").map(TestOperators::number).orElse(0L);
          long sum = n + parameters.add();
          context.output("n", "number", "text/plain", out -> out.write(bytes(sum)));
          return new Total(sum);
        });
  }

  /** Says that it has begun, then waits to be let go. */
  public static Kind<None> sleeper(CountDownLatch begun, CountDownLatch go) {
    return operator(
        "sleeper",
        (parameters, context) -> {
          begun.countDown();
          if (!go.await(20, TimeUnit.SECONDS)) {
            throw new IllegalStateException("nobody let it go");
          }
          context.output("n", "number", "text/plain", out -> out.write(bytes(7)));
          context.progress(1);
          return new Total(7);
        });
  }

  /** What a counter's iteration calls, to let a test act in the middle. */
  @FunctionalInterface
  interface Iteration {
    void at(long iteration) throws Exception;
  }

  /** Counts, with a metric and a question for a checkpoint at every iteration. */
  public static Kind<Count> counter(Iteration each) {
    return new Kind<>(
        "counter",
        Count.class,
        1,
        true,
        (parameters, context) -> {
          long i = context.resume().map(StepContext.Resume::iteration).orElse(0L);
          while (i < parameters.until()) {
            each.at(i);
            i++;
            context.metric("count", "", "1", i, (double) i);
            context.progress((double) i / (double) parameters.until());
            if (i < parameters.until() && context.checkpointDue()) {
              long done = i;
              context.checkpoint(done, out -> out.write(bytes(done)));
            }
          }
          long total = i;
          context.output("n", "number", "text/plain", out -> out.write(bytes(total)));
          return new Total(total);
        });
  }
}
