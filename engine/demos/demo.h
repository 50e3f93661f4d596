#pragma once

#include "engine/base/result.h"
#include "engine/demos/demoscope.h"
#include "engine/events/pattern.h"
#include "engine/pipeline/pipeline.h"
#include "engine/runs/bundle.h"
#include "engine/simulation/pipelinetest.h"

#include <QHash>
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
    bool keep = false;         // is there until the clean-up, also when it has ended
};

/// A host that a demo wants, called and labelled as its pipeline knows it.
struct DemoHost
{
    QString name;
    QHash<QString, QString> labels;
};

/// One thing that a demo does, or that has to happen.
struct DemoAct
{
    enum class Kind {
        Start,    // `container`
        Stop,     // the container `subject`
        Event,    // an event that fits `pattern` has to be on the bus
        Step,     // a step of the node `subject` has to leave by `port`, `times` times
        Running,  // the container `subject` has to be running
        Stopped,  // ... has to have ended
        Receiver, // something listens on this machine, at the address that is the secret `subject`
        Received, // it has to get a message from the node `subject` that fits `pattern`
        Post,     // `body` is posted to the webhook `subject`
        Fire,     // the manual trigger `subject` begins a run
        Tag, // `image` gets the tag `subject`, in a repository of the demo's; with a `command`,
             // an image like it that runs this one gets it
    };
    Kind kind = Kind::Start;
    QString say;
    DemoContainer container;
    QString subject;
    Pattern pattern;
    QString port;
    int times = 1;
    QJsonObject body;
    QString image;
    QStringList command;
    QString host; // of a demo with several; empty = the first

    /// Whether it happens by itself: looked for among what the engine tells.
    bool isExpectation() const;
};

/// The type of the event that a message to a demo's receiver is for `DemoAct::pattern`.
inline constexpr QLatin1StringView demoMessage{"demo/message"};

/// A demo as its folder describes it (resources/demos/<name>): a pipeline, what is done to a Docker
/// engine, and what has to follow. A value.
struct Demo
{
    QString name;
    QString title;
    Bundle bundle;
    std::chrono::milliseconds deadline{0}; // for everything that has to happen, together
    std::vector<DemoHost> hosts;           // empty = one, whatever it is called
    std::vector<DemoAct> acts;

    /// What a simulated play needs: the events and mocks of the first test of its document.
    std::optional<PipelineTest> recording;

    /// The demos that this program brings along.
    static QStringList names();
    static Result<Demo> load(const QString &name);

    /// From a folder with `demo.json` and `<name>.saltern.yaml`.
    static Result<Demo> loadFolder(const QString &folder);

    /// The images that its containers and its functions are started from, each once.
    QStringList images() const;

    /// What makes an image that no registry has; empty for the others.
    QString buildCommand(const QString &image) const;
};

} // namespace Saltern
