pragma ComponentBehavior: Bound
import QtQuick
import Saltern.Studio
import Saltern.Ui

// Every kind of node for a ChoicePopup: {value, text, detail, hasInput}.
Instantiator {
    id: choices

    function list(): var {
        const all = [];
        for (let i = 0; i < count; ++i) {
            const kind = objectAt(i) as KindChoice;
            all.push({ value: kind.kind, text: kind.title, detail: kind.summary, hasInput: kind.category !== "trigger" });
        }
        return all;
    }

    model: NodeKindModel {}
    delegate: KindChoice {}
}
