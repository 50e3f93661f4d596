#pragma once

#include "engine/base/result.h"
#include "engine/events/pattern.h"
#include "engine/pipeline/pipeline.h"
#include "engine/runs/bundle.h"
#include "engine/simulation/pipelinetest.h"

#include <QStringList>

#include <chrono>
#include <optional>
#include <vector>

namespace Saltern {

/// A container that a demo starts. What it is called on the engine has the demo run in front.
struct DemoContainer
{
    QString name;
    QString image;
    QString tag; // not empty: started from the image under this tag, in a repository of the demo's
    QStringList command;
    bool dockerSocket = false; // the engine's own socket, mounted read-only
};

/// One thing that a demo does, or that has to happen.
struct DemoAct
{
    enum class Kind {
        Start,   // `container`
        Stop,    // the container `subject`
        Event,   // an event that fits `pattern` has to be on the bus
        Step,    // a step of the node `subject` has to leave by `port`, `times` times
        Running, // the container `subject` has to be running
        Stopped, // ... has to have ended
    };
    Kind kind = Kind::Start;
    QString say;
    DemoContainer container;
    QString subject;
    Pattern pattern;
    QString port;
    int times = 1;
};

/// A demo as its folder describes it (resources/demos/<name>): a pipeline, what is done to a Docker
/// engine, and what has to follow. A value.
struct Demo
{
    QString name;
    QString title;
    Bundle bundle;
    std::chrono::milliseconds deadline{0}; // for everything that has to happen, together
    std::vector<DemoAct> acts;

    /// What a simulated play needs: the events and mocks of the first test of its document.
    std::optional<PipelineTest> recording;

    /// The demos that this program brings along.
    static QStringList names();
    static Result<Demo> load(const QString &name);

    /// From a folder with `demo.json` and `<name>.saltern.yaml`.
    static Result<Demo> loadFolder(const QString &folder);

    /// The images that its containers are started from, each once.
    QStringList images() const;
};

/// Narrows every trigger of a demo's pipeline down to containers with the label
/// `saltern.demo=<run>`: whatever the document says, a demo reacts to nothing else. Fails when the
/// pipeline has a trigger that cannot be narrowed down like this.
Result<Pipeline> scopedToDemoRun(const Pipeline &pipeline, const QString &run);

/// The label on what a demo starts; its value is the demo run.
inline constexpr QLatin1StringView demoLabel{"saltern.demo"};

} // namespace Saltern
