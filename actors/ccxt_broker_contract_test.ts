/** The broker through ccxt holds what every broker holds, on the demo exchange. */
import { brokerContract } from "./broker_contract.ts";
import { ccxtHouse } from "./ccxt_broker_fixture.ts";

brokerContract("ccxt broker", ccxtHouse);
