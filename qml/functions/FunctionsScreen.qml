import QtQuick
import QtQuick.Controls.Basic as Basic
import Saltern.Studio
import Saltern.Ui

// What code runs where: the nodes with their figures, the pools of containers, the runtimes.
Item {
    id: screen

    required property var shell

    FunctionOverview {
        id: overview
        active: screen.visible
    }

    function nowText(running: int, waiting: int): string {
        if (running === 0 && waiting === 0)
            return qsTr("idle");
        return waiting === 0 ? qsTr("%1 running").arg(running) : qsTr("%1 running · %2 waiting").arg(running).arg(waiting);
    }

    PageHead {
        id: head
        width: parent.width
        title: qsTr("Functions")
        subtitle: qsTr("The code of your pipelines, the containers that are kept for it, and the runtimes there are.")
    }
    Flickable {
        anchors { fill: parent; topMargin: head.height }
        contentHeight: column.height + 24
        clip: true
        boundsBehavior: Flickable.StopAtBounds
        Basic.ScrollBar.vertical: AppScrollBar {}
        Column {
            id: column
            x: 24
            width: parent.width - 48
            spacing: 24
            FactLine {
                visible: text !== ""
                width: parent.width
                facts: overview.troubles
                between: "\n"
                color: Theme.warning
                wrapMode: Text.Wrap
            }
            FunctionSection {
                objectName: "functionNodes"
                title: qsTr("Running functions")
                emptyIcon: "functions"
                emptyTitle: EngineClient.connected ? qsTr("No function runs") : qsTr("No engine is connected")
                emptyText: EngineClient.connected ? qsTr("Draw a function node into a pipeline and run it: its calls and latencies are here.")
                    : qsTr("Functions are run by the engine. It is started with the studio; the chip above says what is the matter.")
                model: overview.nodes
                columns: [
                    { title: qsTr("Function"), role: "node", fill: 2, least: 110, strong: true },
                    { title: qsTr("Pipeline"), role: "pipeline", fill: 2, least: 110, color: () => Theme.textMuted },
                    { title: qsTr("Runtime"), role: "runtime", fill: 2, spare: 3 },
                    { title: qsTr("Mode"), role: "mode", width: 80, spare: 2, color: m => m.mode === "hot" ? Theme.func : Theme.text },
                    { title: qsTr("Calls"), role: "calls", width: 90, mono: true },
                    { title: qsTr("Failed"), role: "failed", width: 80, mono: true, color: m => m.failed > 0 ? Theme.danger : Theme.textFaint },
                    { title: qsTr("Now"), text: m => screen.nowText(m.running, m.queued), width: 140, spare: 1, color: () => Theme.textMuted },
                    { title: qsTr("p50"), role: "p50", width: 90, mono: true, color: () => Theme.func },
                    { title: qsTr("p99"), role: "p99", width: 90, mono: true, color: () => Theme.textMuted }
                ]
                onActivated: screen.shell.page = "runs"
            }
            FunctionSection {
                objectName: "functionPools"
                visible: overview.pools.count > 0
                title: qsTr("Pools")
                emptyIcon: "docker"
                emptyTitle: qsTr("No pool is there")
                emptyText: ""
                model: overview.pools
                columns: [
                    { title: qsTr("Function"), text: m => m.pipeline + "/" + m.node, fill: 3, strong: true, dot: m => m.trouble !== "" ? "warning" : "good" },
                    { title: qsTr("Host"), role: "host", fill: 1 },
                    { title: qsTr("Mode"), role: "mode", width: 80, color: m => m.mode === "hot" ? Theme.func : Theme.text },
                    { title: qsTr("Containers"), text: m => m.starting > 0 ? qsTr("%1, %2 starting").arg(m.containers).arg(m.starting) : m.containers, width: 130 },
                    { title: qsTr("Limits"), text: m => qsTr("%1 to %2").arg(m.min).arg(m.max), width: 80, color: () => Theme.textMuted },
                    { title: qsTr("Now"), text: m => qsTr("%1 + %2 waiting").arg(m.running).arg(m.waiting), width: 130, color: () => Theme.textMuted },
                    { title: qsTr("Calls"), text: m => m.ok + m.failed, width: 90, mono: true },
                    { title: qsTr("p50"), role: "p50", width: 90, mono: true, color: () => Theme.func },
                    { title: qsTr("p99"), role: "p99", width: 90, mono: true, color: () => Theme.textMuted }
                ]
            }
            FunctionSection {
                title: qsTr("Containers kept warm")
                visible: EngineClient.connected
                emptyIcon: "docker"
                emptyTitle: qsTr("No container is kept")
                emptyText: qsTr("Functions in mode warm or hot keep a container, so that a call takes milliseconds. Cold ones leave none behind.")
                model: overview.containers
                columns: [
                    { title: qsTr("Container"), role: "name", fill: 2, strong: true, dot: m => m.state === "running" ? "good" : "neutral" },
                    { title: qsTr("For"), text: m => m.pipeline + "/" + m.node, fill: 2 },
                    { title: qsTr("Image"), role: "image", fill: 2, spare: 1, mono: true, color: () => Theme.textMuted },
                    { title: qsTr("Host"), role: "host", width: 130 },
                    { title: qsTr("Started"), role: "created", width: 130, color: () => Theme.textMuted }
                ]
            }
            FunctionSection {
                title: qsTr("Runtimes")
                visible: EngineClient.connected
                emptyIcon: "functions"
                emptyTitle: qsTr("No runtime is known")
                emptyText: qsTr("Runtimes are listed by the engine: each names an image and how a handler is started in it.")
                model: overview.runtimes
                columns: [
                    { title: qsTr("Runtime"), role: "runtime", width: 140, strong: true },
                    { title: qsTr("Name"), text: m => m.problem !== "" ? m.problem : m.title, fill: 3, color: m => m.problem !== "" ? Theme.danger : Theme.text },
                    { title: qsTr("Image"), role: "image", fill: 3, mono: true, color: () => Theme.textMuted },
                    { title: qsTr("Files"), role: "extensions", width: 130, mono: true, color: () => Theme.textMuted },
                    { title: qsTr("Style"), text: m => m.handlerFunctions ? qsTr("handler function") : qsTr("program"), width: 150, spare: 1, color: () => Theme.textMuted }
                ]
            }
        }
    }
}
