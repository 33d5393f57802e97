package io.espalier.run.slot;

import static org.assertj.core.api.Assertions.assertThat;

import io.temporal.activity.ActivityInfo;
import io.temporal.worker.tuning.ActivitySlotInfo;
import io.temporal.worker.tuning.SlotMarkUsedContext;
import io.temporal.worker.tuning.SlotPermit;
import io.temporal.worker.tuning.SlotReleaseContext;
import io.temporal.worker.tuning.SlotReleaseReason;
import io.temporal.worker.tuning.SlotReserveContext;
import io.temporal.worker.tuning.SlotSupplier;
import io.temporal.worker.tuning.SlotSupplierFuture;
import java.lang.reflect.Proxy;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TaskSlotsTest {
  private final TaskSlots slots = TaskSlots.shared(4, 1);
  private final SlotSupplier<ActivitySlotInfo> cpu = slots.ofQueue();

  @Test
  void aWorkerWhoseTrainerMayBeWantedAsksForNoFurtherTask() throws Exception {
    SlotPermit first = cpu.reserveSlot(new Reserve()).get();
    SlotSupplierFuture second = cpu.reserveSlot(new Reserve());
    assertThat(second).as("one is asked for").isNotDone();

    used(cpu, first);
    TaskSlots.Use use = slots.begin();
    assertThat(second).as("one trains").isNotDone();

    use.needsNoTrainer();
    use.needsNoTrainer();
    assertThat(second).as("it has trained").isDone();
    used(cpu, second.get());
    SlotSupplierFuture third = cpu.reserveSlot(new Reserve());
    use.close();
    release(cpu, first);
    assertThat(third).as("the second trains").isNotDone();
    release(cpu, second.get());
    assertThat(third).as("it has failed before it said anything").isDone();
  }

  @Test
  void tasksThatNeedNoTrainerAreTakenBesideATrainingUpToTheSlots() throws Exception {
    for (int task = 0; task < 4; task++) {
      used(cpu, cpu.reserveSlot(new Reserve()).get());
      slots.begin().needsNoTrainer();
    }
    assertThat(cpu.reserveSlot(new Reserve())).as("four slots").isNotDone();
  }

  @Test
  void everyQueueIsAskedWhileATrainerIsFreeAndNoneWhileItTrains() throws Exception {
    SlotSupplier<ActivitySlotInfo> gpu = slots.ofQueue();
    SlotPermit permit = cpu.reserveSlot(new Reserve()).get();
    assertThat(gpu.reserveSlot(new Reserve())).as("an empty queue keeps none waiting").isDone();

    used(cpu, permit);
    TaskSlots.Use use = slots.begin();
    SlotSupplierFuture next = gpu.reserveSlot(new Reserve());
    assertThat(next).isNotDone();
    use.close();
    release(cpu, permit);
    assertThat(next).as("one is asked for there already").isNotDone();
  }

  @Test
  void anAnswerWithoutATaskAndAWithdrawnRequestLeaveTheirPlaceToTheNext() throws Exception {
    SlotPermit permit = cpu.reserveSlot(new Reserve()).get();
    SlotSupplierFuture withdrawn = cpu.reserveSlot(new Reserve());
    SlotSupplierFuture next = cpu.reserveSlot(new Reserve());
    assertThat(withdrawn.abortReservation()).as("it was given none").isNull();
    release(cpu, permit);
    assertThat(next).isDone();
    assertThat(withdrawn.isDone() && !withdrawn.isCompletedExceptionally()).isFalse();
  }

  @Test
  void aProcessThatIsAloneHasTheNextTrainingAtHand() throws Exception {
    TaskSlots alone = TaskSlots.alone(2);
    SlotSupplier<ActivitySlotInfo> queue = alone.ofQueue();
    assertThat(queue.reserveSlot(new Reserve()).get()).isNotNull();
    assertThat(queue.reserveSlot(new Reserve()).get()).isNotNull();
  }

  private static void used(SlotSupplier<ActivitySlotInfo> queue, SlotPermit permit) {
    queue.markSlotUsed(new Used(permit));
  }

  private static void release(SlotSupplier<ActivitySlotInfo> queue, SlotPermit permit) {
    queue.releaseSlot(new Release(permit));
  }

  private static ActivitySlotInfo task() {
    Object info =
        Proxy.newProxyInstance(
            TaskSlotsTest.class.getClassLoader(),
            new Class<?>[] {ActivityInfo.class},
            (proxy, method, arguments) -> {
              throw new AssertionError(method + ": nothing is asked about the task");
            });
    return new ActivitySlotInfo((ActivityInfo) info, "worker", "build");
  }

  private record Reserve() implements SlotReserveContext<ActivitySlotInfo> {
    @Override
    public String getTaskQueue() {
      return "cpu";
    }

    @Override
    public Map<SlotPermit, ActivitySlotInfo> getUsedSlots() {
      return Map.of();
    }

    @Override
    public String getWorkerIdentity() {
      return "worker";
    }

    @Override
    public String getWorkerBuildId() {
      return "build";
    }

    @Override
    public int getNumIssuedSlots() {
      return 0;
    }
  }

  private record Used(SlotPermit permit) implements SlotMarkUsedContext<ActivitySlotInfo> {
    @Override
    public ActivitySlotInfo getSlotInfo() {
      return task();
    }

    @Override
    public SlotPermit getSlotPermit() {
      return permit;
    }
  }

  private record Release(SlotPermit permit) implements SlotReleaseContext<ActivitySlotInfo> {
    @Override
    public SlotReleaseReason getSlotReleaseReason() {
      return SlotReleaseReason.taskComplete();
    }

    @Override
    public SlotPermit getSlotPermit() {
      return permit;
    }

    @Override
    public ActivitySlotInfo getSlotInfo() {
      return task();
    }
  }
}
