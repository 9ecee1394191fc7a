# What developers and users type. Bare "make" lists the targets.

# Maven may start on any Java, but Spotless needs one that knows Java 25: prefer it where it is.
JDK25 := $(shell . local/tlsrpt/src/main/launcher/java-home && find_java && echo "$$java_home")
ifneq ($(JDK25),)
export JAVA_HOME := $(JDK25)
endif

# One module per core.
MVN := mvn -B -ntp -T1C
# Tests that run for long are worth optimizing; two cores are few for a collector that has threads of its own.
LONG_LIVED := -Dshort-lived=-XX:+UseSerialGC
TLSRPT := local/tlsrpt/target/tlsrpt

.DEFAULT_GOAL := help
.PHONY: help run test check build dist format bench load exactly-once adversary any-order hosted-policies one-truth stack mutate mutate-trust mutate-rules fuzz pictures clean

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/make \1	\2/p' $(MAKEFILE_LIST) | expand -t 16

run: build ## explain the reports in events/, then start the collector, feed them to it, and leave it running
	@$(TLSRPT) read events
	@echo
	@$(TLSRPT) alerts --replay events
	@echo
	@$(TLSRPT) serve --port 0 --samples events --domains example.com,example.net,example.org --no-probe --data tlsrpt-data/$(shell date -u +%F)

test: ## run all tests
	@$(MVN) verify

check: ## what CI runs: the tests, then the heavier checks
	@.ci/run

build: ## build the command at local/tlsrpt/target/tlsrpt; make test checks the code
	@$(MVN) -q -pl local/tlsrpt -am -Dmaven.test.skip=true package

dist: ## make the archive for this system in local/tlsrpt/target/dist: command, Java runtime, unit, manual, licenses
	@rm -rf local/tlsrpt/target/lib local/tlsrpt/target/share local/tlsrpt/target/man */*/target/*.jar
	@$(MVN) -q -Pdist,licenses -pl local/tlsrpt -am -Dmaven.test.skip=true package
	@local/tlsrpt/src/main/dist/make-archive

format: ## format all sources
	@$(MVN) -q spotless:apply

bench: ## measure reading speed, allocation and the command's start
	@PATH="$(JDK25)/bin:$$PATH" $(filter-out -T1C,$(MVN)) -q -Pbench -pl shared/bench,local/tlsrpt -am -Dmaven.test.skip=true verify
	@.ci/bench-start

ADVERSARY_SEEDS ?= 100
ADVERSARY_YEARS ?= 1
adversary: ## an adversary among honest mail changes nothing of what honest reporters say: ADVERSARY_SEEDS seeds, ADVERSARY_YEARS years
	@$(MVN) -q -pl local/host -am -Dtest=AdversaryTest -DexcludedGroups=jazzer $(LONG_LIVED) \
	    -Djunit.jupiter.execution.parallel.enabled=true -Djunit.jupiter.execution.parallel.mode.default=concurrent \
	    -Dsurefire.failIfNoSpecifiedTests=false -Dadversary.seeds=$(ADVERSARY_SEEDS) \
	    -Dadversary.years=$(ADVERSARY_YEARS) test

exactly-once: ## the ledger's storm of faults: 2,000 seeds in memory, 10 on a file and 3 on DynamoDB Local
	@$(MVN) -q -pl shared/store,shared/aws -am -Dtest='ExactlyOnce*,StoreOnDynamoDbTest' \
	    -DexcludedGroups=jazzer -Dsurefire.failIfNoSpecifiedTests=false \
	    -Dseeds=2000 -Dseeds.file=10 -Dseeds.local=3 $(LONG_LIVED) \
	    -Djunit.jupiter.execution.parallel.enabled=true -Djunit.jupiter.execution.parallel.mode.default=concurrent test

any-order: ## the alerts of shuffled days (1,000 seeds), of YEAR_SEEDS simulated years, backlogs and providers (3 if not set), of tiny domains
	@YEAR_SEEDS=$(or $(YEAR_SEEDS),3) $(MVN) -q -pl shared/health -am -Dtest='InterleavingTest,YearTest,BacklogTest,ProviderTest,SilenceTest' \
	    -Dsurefire.failIfNoSpecifiedTests=false -Dseeds=1000 $(LONG_LIVED) test

hosted-policies: ## hosted MTA-STS policies over YEARS simulated years of fifty domains (10 if not set), 2,000 random series, 200 series of crashes in AWS
	@$(MVN) -q -pl shared/sts,functions/publish -am -Dtest='AnySeriesTest,YearOfFiftyDomainsTest,StackHostsTest' -Dsurefire.failIfNoSpecifiedTests=false \
	    -Dsts.years=$(or $(YEARS),10) -Dsts.seeds=2000 -Dsts.crashes=200 $(LONG_LIVED) test

one-truth: ## TRUTHS made-up weeks (100 if not set): do read, API, page, status, digest and alerts say the same of them?
	@$(MVN) -q -pl local/tlsrpt -am -Dtest=OneTruthTest -Dsurefire.failIfNoSpecifiedTests=false \
	    -Dtruths=$(or $(TRUTHS),100) -Dtruths.page=5 $(LONG_LIVED) test

licenses: ## list the licenses of all that users get, at local/tlsrpt/target/licenses.txt; fail at one that does not let us
	@$(filter-out -T1C,$(MVN)) -q -Plicenses -pl $(subst $() $(),$(comma),local/tlsrpt $(FUNCTIONS)) -am -Dmaven.test.skip=true package

load: ## push LOAD reports (100000 if not set) through the collector by both doors and check the sums
	@.ci/load

SUITES ?= tlsrpt.stack.*Test,StackCommandsTest,HostsOnMotoTest
stack: ## run the packages in PACKAGES, as sam build left them, on emulators (CONTRIBUTING.md), or only SUITES; .ci/aws has what it needs
	@$(MVN) -q -Pstack -pl local/stack-tests,local/operate,functions/publish -am -Dtest='$(SUITES)' \
	    -Dsurefire.failIfNoSpecifiedTests=false -Dpackages="$(PACKAGES)" -Dmoto="$(MOTO)" test

mutate: ## break the code of shared/report on purpose and count what the tests notice
	@$(MVN) -pl shared/report -am -Pmutate $(LONG_LIVED) verify

mutate-trust: ## the same for what decides who speaks, in shared/intake and shared/store
	@$(MVN) -pl shared/intake,shared/store -am -Pmutate-trust $(LONG_LIVED) \
	    -Dtest=None -Dsurefire.failIfNoSpecifiedTests=false verify

mutate-rules: ## the same for the rules of shared/health, which takes longer: does some scenario notice?
	@$(MVN) -pl shared/health -am -Pmutate-rules $(LONG_LIVED) verify

fuzz: ## feed reader and intake with made-up bytes, FUZZ_SECONDS each (600 if not set)
	@.ci/fuzz

pictures: ## update the pictures and recordings in docs/
	@$(MVN) -q -pl local/tlsrpt -am -Dtest='BrowserTest#takesThePicturesOfTheManual,RecordingTest' -Dpage.everything=true \
	    -Dpage.pictures="$(CURDIR)/docs" -Dsurefire.failIfNoSpecifiedTests=false test

clean: ## remove all that was built
	@$(MVN) -q clean

comma := ,
FUNCTIONS = $(sort $(foreach module,$(filter MODULE_%,$(.VARIABLES)),$($(module))))

# What "sam build" runs for each function, in a copy of this folder: build-<logical id in template.yaml>.
MODULE_SubmitFunction := functions/submit
MODULE_IngestFunction := functions/ingest
MODULE_SetupFunction := functions/setup
MODULE_AlertFunction := functions/alert
MODULE_WatchFunction := functions/alert
MODULE_ProbeFunction := functions/probe
MODULE_ApiFunction := functions/api
MODULE_PolicyFunction := functions/policy
MODULE_PublishFunction := functions/publish
MODULE_ActFunction := functions/act

.PHONY: build-SubmitFunction build-IngestFunction build-SetupFunction build-AlertFunction build-WatchFunction build-ProbeFunction build-ApiFunction build-ActFunction build-PolicyFunction build-PublishFunction
build-SubmitFunction build-IngestFunction build-SetupFunction build-AlertFunction build-WatchFunction build-ProbeFunction build-ApiFunction build-ActFunction build-PolicyFunction build-PublishFunction: build-%:
	@rm -rf $(MODULE_$*)/target/dependency
	@$(MVN) -q -pl $(MODULE_$*) -am -Dmaven.test.skip=true package dependency:copy-dependencies -DincludeScope=runtime
	@mkdir -p "$(ARTIFACTS_DIR)/lib"
	@cp -r $(MODULE_$*)/target/classes/. "$(ARTIFACTS_DIR)/"
	@cp $(MODULE_$*)/target/dependency/*.jar "$(ARTIFACTS_DIR)/lib/"
